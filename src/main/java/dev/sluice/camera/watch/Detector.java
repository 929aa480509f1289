package dev.sluice.camera.watch;

import dev.sluice.camera.watch.Candidates.Candidate;
import dev.sluice.camera.watch.InputWriter.Placement;
import dev.sluice.camera.watch.Sighting.Detection;
import dev.sluice.image.Area;
import dev.sluice.inference.Inference;
import dev.sluice.inference.ModelSpec;
import dev.sluice.inference.Models;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.units.PixelSize;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Detects things in pictures by a model. Holds the labels, and some rows of pixels. For one thread at a time. */
final class Detector {

    private final DetectorOptions options;
    private final Models models;
    private final Renditions renditions;
    private final InputWriter writer;
    private final ModelSpec spec;
    private @Nullable List<String> labels;

    /** Reads nothing yet. */
    Detector(DetectorOptions options, Models models, Renditions renditions) {
        this.options = options;
        this.models = models;
        this.renditions = renditions;
        writer = new InputWriter(options.input());
        spec = new ModelSpec(
                options.model(),
                writer.shape(),
                writer.element(),
                options.output().names());
    }

    /**
     * What is in a picture.
     *
     * @return the best score first; at most 100
     * @throws dev.sluice.failure.BadInput when the picture cannot be decoded, or model or labels cannot be used
     * @throws dev.sluice.failure.NotFound when model or labels are not there
     * @throws dev.sluice.failure.Refused when there is no room for it
     */
    List<Detection> detect(Source picture, Job job) {
        List<String> names = labels();
        return models.use(spec, job.tag(), job.deadline(), inference -> detect(picture, names, inference, job));
    }

    private List<String> labels() {
        List<String> present = labels;
        if (present == null) {
            present = options.labels() == null ? List.of() : models.labels(options.labels());
            labels = present;
        }
        return present;
    }

    private List<Detection> detect(Source picture, List<String> names, Inference inference, Job job) {
        Placement placement =
                renditions.look(picture, writer.options(), job, pixels -> writer.write(pixels, inference.input()));
        Candidates candidates = new Candidates(options.score());
        new Answer(options, names.size()).read(inference.run(), candidates);
        List<Detection> found = new ArrayList<>();
        for (Candidate candidate : candidates.distinct(options.overlap())) {
            Area box = inSource(candidate, placement);
            if (box != null) {
                found.add(new Detection(label(candidate.type(), names), candidate.score(), box));
            }
        }
        return found;
    }

    private String label(int type, List<String> names) {
        int line = type - options.output().firstClass();
        return line >= 0 && line < names.size() ? names.get(line) : Integer.toString(type);
    }

    /** Null for what lies in the bars beside the picture. */
    private static @Nullable Area inSource(Candidate candidate, Placement placement) {
        PixelSize source = placement.source();
        double across = (double) source.width() / placement.size().width();
        double down = (double) source.height() / placement.size().height();
        int left = (int) Math.clamp(Math.rint((candidate.left() - placement.left()) * across), 0, source.width());
        int right = (int) Math.clamp(Math.rint((candidate.right() - placement.left()) * across), 0, source.width());
        int top = (int) Math.clamp(Math.rint((candidate.top() - placement.top()) * down), 0, source.height());
        int bottom = (int) Math.clamp(Math.rint((candidate.bottom() - placement.top()) * down), 0, source.height());
        return right > left && bottom > top ? new Area(left, top, new PixelSize(right - left, bottom - top)) : null;
    }
}
