package dev.sluice.governor;

/** Why something is held, for the ledger, whether anybody is waiting for it, and whether it ends by itself. */
public enum Purpose {
    /** Reading the header of a picture. */
    PROBE(false, false),
    /** Making a picture that somebody waits for. */
    RENDER(false, false),
    /** Making pictures that nobody waits for: batches, warming. Paused under pressure. */
    BATCH(true, false),
    /** A memory cache, held from start. */
    CACHE(false, true),
    /** A camera's frames, held while it runs. */
    CAMERA(false, true),
    /** A loaded model. */
    MODEL(false, true);

    private final boolean background;
    private final boolean resident;

    Purpose(boolean background, boolean resident) {
        this.background = background;
        this.resident = resident;
    }

    /** Whether it gives way to interactive work and stops under pressure. */
    public boolean background() {
        return background;
    }

    /** Whether it is held for as long as a feature is on: other work cannot count on getting its bytes by waiting. */
    public boolean resident() {
        return resident;
    }
}
