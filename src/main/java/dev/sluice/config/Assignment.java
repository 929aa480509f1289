package dev.sluice.config;

/**
 * What one place says about one key, not read yet.
 *
 * @param key as it stands there, known or not
 * @param text of the value
 * @param origin the place
 */
public record Assignment(String key, String text, Origin origin) {}
