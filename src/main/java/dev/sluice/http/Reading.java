package dev.sluice.http;

/** What a route reads, as far as that matters to who may. */
public enum Reading {
    /** What the owner may read, with a token where there is one, and everybody where {@code access.public} says so. */
    OWN,
    /** What its handler looks after itself, as by a signature in the URL: it is asked without a token too. */
    GUARDED
}
