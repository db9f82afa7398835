/** Files that were dropped, also those in folders. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before anything is awaited: the list of items is empty after that.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const found: File[] = [];
  for (const entry of entries) if (entry) found.push(...(await filesOf(entry)));
  return found;
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (isFile(entry)) {
    return [
      await new Promise<File>((resolve, reject) => {
        entry.file(resolve, reject);
      }),
    ];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: File[] = [];
  for (;;) {
    // Chromium gives at most 100 at once.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return found;
    for (const one of some) found.push(...(await filesOf(one)));
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

export function isImage({ name, type }: File): boolean {
  return type.startsWith('image/') || /\.(?:jpe?g|png|webp|avif|gif)$/iu.test(name);
}

export function isModel({ name }: File): boolean {
  return name.endsWith('.json');
}
