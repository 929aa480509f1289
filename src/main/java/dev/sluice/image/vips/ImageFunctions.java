package dev.sluice.image.vips;

/** The functions of libvips on images and regions. */
final class ImageFunctions {

    final NativeFunction width;
    final NativeFunction height;
    final NativeFunction bands;
    final NativeFunction format;
    final NativeFunction interpretation;
    final NativeFunction hasAlpha;
    final NativeFunction fieldType;
    final NativeFunction fields;
    final NativeFunction remove;
    final NativeFunction setInt;
    final NativeFunction pages;
    final NativeFunction get;
    final NativeFunction set;
    final NativeFunction fromMemory;
    final NativeFunction setProgress;
    final NativeFunction setKill;
    final NativeFunction copyMemory;
    final NativeFunction regionNew;
    final NativeFunction regionFetch;

    ImageFunctions(Symbols symbols) {
        width = symbols.function("vips_image_get_width", 1);
        height = symbols.function("vips_image_get_height", 1);
        bands = symbols.function("vips_image_get_bands", 1);
        format = symbols.function("vips_image_get_format", 1);
        interpretation = symbols.function("vips_image_guess_interpretation", 1);
        hasAlpha = symbols.function("vips_image_hasalpha", 1);
        fieldType = symbols.function("vips_image_get_typeof", 2);
        fields = symbols.function("vips_image_get_fields", 1);
        remove = symbols.function("vips_image_remove", 2);
        get = symbols.function("vips_image_get", 3);
        set = symbols.function("vips_image_set", 3);
        fromMemory = symbols.function("vips_image_new_from_memory", 6);
        pages = symbols.function("vips_image_get_n_pages", 1);
        setInt = symbols.function("vips_image_set_int", 3);
        setProgress = symbols.function("vips_image_set_progress", 2);
        setKill = symbols.function("vips_image_set_kill", 2);
        copyMemory = symbols.function("vips_image_copy_memory", 1);
        regionNew = symbols.function("vips_region_new", 1);
        regionFetch = symbols.function("vips_region_fetch", 6);
    }
}
