package dev.sluice.governor;

/** Why something is held, for the ledger, and whether anybody is waiting for it. */
public enum Purpose {
    /** Reading the header of a picture. */
    PROBE(false),
    /** Making a picture that somebody waits for. */
    RENDER(false),
    /** Making pictures that nobody waits for: batches, warming. Paused under pressure. */
    BATCH(true),
    /** A memory cache, held from start. */
    CACHE(false),
    /** A camera's frames, held while it runs. */
    CAMERA(false),
    /** A loaded model. */
    MODEL(false);

    private final boolean background;

    Purpose(boolean background) {
        this.background = background;
    }

    /** Whether it gives way to interactive work and stops under pressure. */
    public boolean background() {
        return background;
    }
}
