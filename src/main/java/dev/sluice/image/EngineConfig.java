package dev.sluice.image;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import java.util.List;

/**
 * Settings of the engine.
 *
 * @param libvips a library file; empty to look for one
 * @param allowOldLibvips whether a version with known security holes is taken
 * @param truncated what becomes of files that end too early
 * @param maxFrames of an animation that is to stay one, at least 1
 */
public record EngineConfig(String libvips, boolean allowOldLibvips, Truncated truncated, int maxFrames) {

    /** What becomes of a picture whose file ends too early or is damaged on the way. */
    public enum Truncated {
        /** It is refused. */
        REFUSE,
        /** What can be decoded is shown, the rest is grey or black. */
        KEEP
    }

    static final Setting<String> LIBVIPS = Setting.text(
            "image.libvips",
            "",
            "The libvips to load: a file that holds libvips and GLib. Empty: the one that npm install brought, else the system's.");

    static final Setting<Boolean> ALLOW_OLD_LIBVIPS = Setting.flag(
            "image.allow-old-libvips",
            false,
            "Accept a libvips older than 8.18.3. Older ones have known security holes that a picture can use.");

    static final Setting<Truncated> TRUNCATED = Setting.choice(
            "image.truncated",
            Truncated.REFUSE,
            Truncated.class,
            "What to do with a picture whose file ends too early: refuse it, or keep the part that is there.");

    public static final Setting<Integer> MAX_FRAMES = Setting.integer(
            "image.max-frames",
            1_000,
            1,
            100_000,
            "Most frames of an animated GIF or WebP that is to stay animated; one with more is refused. 1: nothing moves, the first"
                    + " frame is taken. What animations cost in memory and time is predicted in any case.");

    /** All of them, for the documentation and the checks. */
    public static final List<Setting<?>> SETTINGS = List.of(LIBVIPS, ALLOW_OLD_LIBVIPS, TRUNCATED, MAX_FRAMES);

    public static EngineConfig of(Values values) {
        return new EngineConfig(
                values.get(LIBVIPS), values.get(ALLOW_OLD_LIBVIPS), values.get(TRUNCATED), values.get(MAX_FRAMES));
    }
}
