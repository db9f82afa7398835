/**
 * The script of the page: a filter for artists, and large pictures. Without it the page says the same. It must not contain
 * `</script`.
 */
export const pageScript = `'use strict';
(() => {
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const form = one('#filter');
if (form) {
  const [query, genre, wrong, count] = ['#query', '#genre', '#wrong', '#count'].map((id) => one(id));
  const artists = all('section.artist').map((element) => ({
    element,
    text: [...element.querySelectorAll('h3,.meta,.tags,.covers small,.covers details')].map((part) => part.textContent).join(' ').toLowerCase(),
    wrong: one('.wrong', element) !== null,
  }));
  const run = () => {
    const text = query.value.trim().toLowerCase();
    let shown = 0;
    for (const artist of artists) {
      const fits = artist.text.includes(text) && (genre.value === '' || artist.element.dataset.g.split(' ').includes(genre.value)) &&
        !(wrong?.checked && !artist.wrong);
      artist.element.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = shown + ' of ' + artists.length + ' artists';
  };
  form.hidden = false;
  for (const input of [query, genre, wrong]) input?.addEventListener('input', run);
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || !target.closest('[hidden]')) return;
    query.value = genre.value = '';
    if (wrong) wrong.checked = false;
    run();
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  run();
}
const zoom = one('#zoom');
let links = [];
let at = 0;
const show = (next) => {
  at = (next + links.length) % links.length;
  const item = one(links[at].hash);
  const artist = item.closest('.artist');
  one('.picture', zoom).replaceChildren(one('a.c', item).firstElementChild.cloneNode(true));
  const words = one('div', item);
  const text = document.createElement('p');
  text.append(...(words ? [...words.cloneNode(true).childNodes] : [one('.picture', zoom).firstElementChild.alt ?? '']));
  const link = document.createElement('a');
  link.href = '#' + artist.id;
  link.textContent = one('h3', artist).textContent;
  link.onclick = () => zoom.close();
  one('.words', zoom).replaceChildren(link, text);
};
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a.c');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || !one(link.hash)) return;
  event.preventDefault();
  links = [...link.closest('ul, dl, section, div').querySelectorAll('a.c')];
  show(links.indexOf(link));
  zoom.showModal();
});
one('#before').onclick = () => show(at - 1);
one('#after').onclick = () => show(at + 1);
one('#close').onclick = () => zoom.close();
zoom.addEventListener('click', (event) => event.target === zoom && zoom.close());
zoom.addEventListener('keydown', ({ key }) => {
  if (key === 'ArrowLeft') show(at - 1);
  if (key === 'ArrowRight') show(at + 1);
});
})();
`;
