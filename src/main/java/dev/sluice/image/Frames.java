package dev.sluice.image;

import dev.sluice.failure.BadInput;
import dev.sluice.image.vips.PixelMemory;
import dev.sluice.image.vips.VipsException;
import dev.sluice.image.vips.VipsImage;
import dev.sluice.image.vips.VipsLibrary;
import dev.sluice.units.PixelSize;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Does the steps of a plan to each frame of an animation, as {@link Way.Frames} says. A step never sees more than one frame, so that
 * nothing of one gets into another. Immutable, safe for threads.
 */
final class Frames {

    private static final Way FIRST = new Way.Engine(1, 0);

    /** Rows handed over at a time. */
    private static final int ROWS_AT_A_TIME = 32;

    private final VipsLibrary library;
    private final Decoder decoder;
    private final Watermarks watermarks;

    Frames(VipsLibrary library, Decoder decoder, Watermarks watermarks) {
        this.library = library;
        this.decoder = decoder;
        this.watermarks = watermarks;
    }

    /**
     * Makes all frames. Of a file that ends too early, and is to be kept as far as it goes, there may be fewer than planned.
     *
     * @return all results as one picture, in memory that is given back when it is closed by the caller, on this thread
     * @throws BadInput when the header says one thing to us and another to libvips
     * @throws VipsException when a frame cannot be decoded
     */
    Decoded join(Run run) {
        try (VipsImage all = decoder.open(run.source(), run.probe().type(), new Way.Frames(count(run)))) {
            PixelSize frame = run.probe().size();
            if (all.width() != frame.width() || all.height() % frame.height() != 0) {
                throw new BadInput(
                        BadInput.Kind.UNSUPPORTED_PICTURE,
                        "the header of this animation has more than one meaning: its frames are " + frame + " or "
                                + all.width() + " pixels wide and " + all.height() + " high in all");
            }
            run.stop().watch(all);
            try (Joined joined = new Joined(library, all.height() / frame.height())) {
                make(run, all, joined);
                return joined.take();
            } finally {
                run.stop().unwatch();
            }
        }
    }

    private int count(Run run) {
        try (VipsImage first = decoder.open(run.source(), run.probe().type(), FIRST)) {
            int planned = run.plan().frames();
            boolean cut = run.probe().layout() instanceof Layout.Gif(boolean _, boolean whole) && !whole;
            boolean lastCut = cut && planned == run.probe().frames();
            if ((lastCut || first.pages() < planned) && decoder.wantsAll()) {
                throw new BadInput(
                        BadInput.Kind.DAMAGED_PICTURE, "this animation ends too early: a frame of it is not all there");
            }
            return Math.min(first.pages(), planned);
        }
    }

    private void make(Run run, VipsImage all, Joined joined) {
        PixelSize size = run.probe().size();
        for (int at = 0; at < joined.count; at++) {
            run.stop().check();
            VipsImage cut = library.operation("extract_area")
                    .set("input", all)
                    .set("left", 0)
                    .set("top", at * size.height())
                    .set("width", size.width())
                    .set("height", size.height())
                    .image();
            try (Decoded frame = Decoded.streamed(cut);
                    Pipeline pipeline = new Pipeline(library, frame, watermarks)) {
                run.plan().operations().forEach(pipeline::apply);
                if (at == 0) {
                    pipeline.keep(run.plan().kept());
                }
                try (VipsImage result = pipeline.image().inMemory()) {
                    joined.add(result);
                }
            }
        }
    }

    /** Frames one below the other; the first says what all have in common. */
    private static final class Joined implements AutoCloseable {

        private final VipsLibrary library;
        private final int count;
        private @Nullable PixelMemory memory;
        private @Nullable VipsImage image;
        private long filled;

        Joined(VipsLibrary library, int count) {
            this.library = library;
            this.count = count;
        }

        void add(VipsImage frame) {
            MemorySegment pixels = begin(frame).pixels();
            try (VipsImage.Rows rows = frame.rows()) {
                for (int top = 0; top < frame.height(); top += ROWS_AT_A_TIME) {
                    int rowsLeft = Math.min(ROWS_AT_A_TIME, frame.height() - top);
                    rows.fetch(top, rowsLeft, some -> {
                        MemorySegment.copy(some, 0, pixels, filled, some.byteSize());
                        filled += some.byteSize();
                    });
                }
            }
        }

        private PixelMemory begin(VipsImage first) {
            PixelMemory begun = memory;
            if (begun == null) {
                PixelSize size = new PixelSize(first.width(), count * first.height());
                begun = PixelMemory.allocate(size.pixels() * first.bands());
                memory = begun;
                VipsImage all = library.image(begun.pixels(), size, first.bands(), VipsImage.FORMAT_8_BIT, first);
                image = all;
                all.dividedInto(count, first.height());
            }
            return begun;
        }

        /** From now on the caller's. */
        Decoded take() {
            PixelMemory full = memory;
            VipsImage all = image;
            if (full == null || all == null) {
                throw new BadInput(BadInput.Kind.DAMAGED_PICTURE, "this animation has no frames");
            }
            memory = null;
            image = null;
            return new Decoded(all, full::close, all.width(), all.height());
        }

        @Override
        public void close() {
            if (image != null) {
                image.close();
            }
            if (memory != null) {
                memory.close();
            }
        }
    }
}
