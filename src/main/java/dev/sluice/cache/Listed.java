package dev.sluice.cache;

/**
 * An entry as it is listed.
 *
 * @param key its name
 * @param label what stands on it
 * @param length of its body, in bytes
 */
public record Listed(CacheKey key, Label label, long length) {}
