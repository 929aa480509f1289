/**
 * Reads BMP row by row: Windows' formats since 3 and that of OS/2 1, plain, with masks or run lengths, and the pictures of that kind in
 * icons. Whatever the height: run lengths are decoded for one row at a time, for which 8 bytes a row are noted in one pass over the file.
 * After the documentation of BITMAPINFOHEADER, BITMAPV5HEADER and "Bitmap Compression" in the Windows GDI reference.
 */
@NullMarked
package dev.sluice.image.rows.bmp;

import org.jspecify.annotations.NullMarked;
