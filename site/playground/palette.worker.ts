import { servePalette } from 'spotitags/browser';

servePalette();
