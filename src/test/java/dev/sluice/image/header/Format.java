package dev.sluice.image.header;

import static dev.sluice.image.header.Headers.animationFrame;
import static dev.sluice.image.header.Headers.av1;
import static dev.sluice.image.header.Headers.bmp;
import static dev.sluice.image.header.Headers.box;
import static dev.sluice.image.header.Headers.bytes;
import static dev.sluice.image.header.Headers.chunk;
import static dev.sluice.image.header.Headers.deflated;
import static dev.sluice.image.header.Headers.entry;
import static dev.sluice.image.header.Headers.exif;
import static dev.sluice.image.header.Headers.fullBox;
import static dev.sluice.image.header.Headers.gif;
import static dev.sluice.image.header.Headers.gifControl;
import static dev.sluice.image.header.Headers.gifFrame;
import static dev.sluice.image.header.Headers.heif;
import static dev.sluice.image.header.Headers.ico;
import static dev.sluice.image.header.Headers.icon;
import static dev.sluice.image.header.Headers.item;
import static dev.sluice.image.header.Headers.join;
import static dev.sluice.image.header.Headers.jpeg;
import static dev.sluice.image.header.Headers.png;
import static dev.sluice.image.header.Headers.riffChunk;
import static dev.sluice.image.header.Headers.segment;
import static dev.sluice.image.header.Headers.size;
import static dev.sluice.image.header.Headers.text;
import static dev.sluice.image.header.Headers.tiff;
import static dev.sluice.image.header.Headers.u16;
import static dev.sluice.image.header.Headers.u32;
import static dev.sluice.image.header.Headers.vp8;
import static dev.sluice.image.header.Headers.vp8x;
import static dev.sluice.image.header.Headers.webp;

import dev.sluice.units.MediaType;
import java.nio.ByteOrder;
import java.util.List;

/** A picture of every format, with as many kinds of parts as it may have, to be cut off and mutated. */
enum Format {
    JPEG(
            MediaType.JPEG,
            jpeg(
                    0xc2,
                    40,
                    30,
                    new int[] {0x22, 0x11, 0x11},
                    segment(0xe1, exif(6)),
                    segment(0xe2, text("ICC_PROFILE\0"), new byte[4]),
                    segment(0xee, text("Adobe"), new byte[7]))),
    PNG(
            MediaType.PNG,
            png(
                    10,
                    20,
                    8,
                    3,
                    1,
                    chunk("iCCP", text("p\0\0"), deflated(new byte[99])),
                    chunk("iTXt", text("k\0\1\0\0\0"), deflated(new byte[9])),
                    chunk("PLTE", new byte[6]),
                    chunk("tRNS", new byte[2]),
                    chunk("acTL", u32(3, 0)),
                    chunk("eXIf", exif(5)))),
    WEBP(
            MediaType.WEBP,
            webp(
                    vp8x(0x3a, 40, 30),
                    riffChunk("ICCP", new byte[5]),
                    riffChunk("ANIM", new byte[6]),
                    animationFrame(20, 10, vp8(20, 10)),
                    riffChunk("EXIF", exif(7)))),
    GIF(MediaType.GIF, gif(30, 20, gifControl(true), gifFrame(0, 0, 30, 20, 0x40), gifFrame(5, 5, 9, 5, 0))),
    AVIF(
            MediaType.AVIF,
            heif(
                    "avif",
                    List.of(item(1, "grid", 1, 4, 5), item(2, "av01", 2, 3), item(3, "av01", 2, 3, 6)),
                    join(
                            size(64, 48),
                            size(32, 24),
                            box("av1C", bytes(0x81, 0, 0x4c, 0)),
                            box("irot", bytes(1)),
                            box("clap", u32(40, 1, 30, 1, 0, 1, 0, 1)),
                            fullBox("auxC", 0, 0, text("urn:mpeg:hevc:2015:auxid:1\0"))),
                    join(box("dimg", u16(1, 2, 2, 3)), box("auxl", u16(3, 1, 1))),
                    av1(32, 24))),
    TIFF(
            MediaType.TIFF,
            tiff(
                    ByteOrder.LITTLE_ENDIAN,
                    false,
                    entry(256, 3, 30),
                    entry(257, 4, 20),
                    entry(258, 3, 16, 16, 16, 16),
                    entry(259, 3, 5),
                    entry(262, 3, 2),
                    entry(274, 3, 6),
                    entry(277, 3, 4),
                    entry(278, 4, 7))),
    BIG_TIFF(
            MediaType.TIFF,
            tiff(
                    ByteOrder.BIG_ENDIAN,
                    true,
                    entry(256, 16, 300),
                    entry(257, 4, 200),
                    entry(259, 3, 7),
                    entry(322, 3, 64),
                    entry(323, 3, 64),
                    entry(324, 16, 5, 6))),
    BMP(MediaType.BMP, bmp(7, -5, 32, 3)),
    ICO(MediaType.ICO, ico(icon(2, 32), icon(4, 32))),
    JXL(
            MediaType.JXL,
            join(
                    box("JXL ", bytes(0x0d, 0x0a, 0x87, 0x0a)),
                    box("jxlc", bytes(0xff, 0x0a, 0x50, 0x45, 0x23, 0, 0, 0)))),
    JPEG2000(
            MediaType.JPEG2000,
            join(
                    box("jP  ", bytes(0x0d, 0x0a, 0x87, 0x0a)),
                    box("jp2h", box("ihdr", u32(20, 30), u16(3), bytes(15, 7, 0, 0))))),
    SVG(MediaType.SVG, text("<?xml version='1.0'?><!-- x --><svg width=\"20.5px\" height='10' viewBox='0 0 9 9'>"));

    private final MediaType type;
    private final byte[] picture;

    Format(MediaType type, byte[] picture) {
        this.type = type;
        this.picture = picture;
    }

    MediaType type() {
        return type;
    }

    byte[] picture() {
        return picture.clone();
    }
}
