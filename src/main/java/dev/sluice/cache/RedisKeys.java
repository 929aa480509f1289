package dev.sluice.cache;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The names of what is kept in Redis: {@code <prefix>e:<key>} an entry, {@code <prefix>c:<key>:<generation>:<number>} a chunk of its body,
 * {@code <prefix>w:<key>} work on it that a process has claimed, {@code <prefix>purges} what was purged of late.
 *
 * @param prefix of all of them
 */
record RedisKeys(String prefix) {

    String entry(CacheKey key) {
        return prefix + "e:" + key;
    }

    String chunk(CacheKey key, long generation, int number) {
        return prefix + "c:" + key + ":" + HexFormat.of().toHexDigits(generation) + ":" + number;
    }

    String work(CacheKey key) {
        return prefix + "w:" + key;
    }

    /** The stream of what was purged. */
    String purges() {
        return prefix + "purges";
    }

    /** Written to see whether anything can be. */
    String probe() {
        return prefix + "probe";
    }

    /** What {@code SCAN} finds the entries by. */
    String pattern() {
        return prefix + "e:*";
    }

    /** The key of an entry; empty when the name is of anything else. */
    Optional<CacheKey> key(byte[] name) {
        String text = new String(name, StandardCharsets.ISO_8859_1);
        String before = prefix + "e:";
        return text.startsWith(before) ? CacheKey.parse(text.substring(before.length())) : Optional.empty();
    }
}
