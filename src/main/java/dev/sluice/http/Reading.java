package dev.sluice.http;

/** What a route reads, as far as that matters to who may. */
public enum Reading {
    /** What the owner may read, with a token where there is one, and everybody where {@code access.public} says so. */
    OWN,
    /** As {@link #OWN}, a picture: what {@code access.public} opens of them, pages of other sites may read too. */
    PICTURE,
    /** A picture whose handler looks itself at who asks, as by a signature in the URL: it is asked without a token too. */
    GUARDED
}
