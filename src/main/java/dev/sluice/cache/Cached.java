package dev.sluice.cache;

/** An entry that was found, open: its bytes stay readable until it is closed, even when the entry is removed meanwhile. */
public interface Cached extends Body, AutoCloseable {

    /** What was written on it when it was kept. */
    Label label();

    @Override
    void close();
}
