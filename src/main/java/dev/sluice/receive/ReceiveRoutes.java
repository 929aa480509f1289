package dev.sluice.receive;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Expired;
import dev.sluice.failure.NotFound;
import dev.sluice.failure.Refused;
import dev.sluice.governor.Purpose;
import dev.sluice.http.Exchange;
import dev.sluice.http.Query;
import dev.sluice.http.Reading;
import dev.sluice.http.Representation;
import dev.sluice.http.Router;
import dev.sluice.image.RenditionOptions;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.PictureAnswer;
import dev.sluice.rendition.PictureKeeper;
import dev.sluice.rendition.Rendition;
import dev.sluice.rendition.RenditionParameters;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.rendition.StoredPictures;
import dev.sluice.store.BlobStore;
import dev.sluice.store.Channels;
import dev.sluice.store.Page;
import dev.sluice.store.Picture;
import dev.sluice.store.PictureId;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.MediaType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** {@code /upload}, {@code /images} and {@code /transform}. */
public final class ReceiveRoutes {

    private static final int PAGE = 50;
    private static final int LARGEST_PAGE = 500;
    private static final String FOREVER = "private, max-age=31536000, immutable";

    private final Receiver receiver;
    private final Spool spool;
    private final BlobStore pictures;
    private final Renditions renditions;
    private final StoredPictures stored;
    private final Supplier<ReceiveConfig> config;

    public ReceiveRoutes(
            Receiver receiver,
            Spool spool,
            BlobStore pictures,
            Renditions renditions,
            StoredPictures stored,
            Supplier<ReceiveConfig> config) {
        this.receiver = receiver;
        this.spool = spool;
        this.pictures = pictures;
        this.renditions = renditions;
        this.stored = stored;
        this.config = config;
    }

    public void addTo(Router router) {
        router.post("/upload", this::upload)
                .post("/transform", this::transform)
                .get("/images", this::list)
                .get("/images/{id}", Reading.PICTURE, this::show)
                .delete("/images/{id}", this::delete);
    }

    private void upload(Exchange exchange) {
        Query query = exchange.query("channel", "format", "q");
        String channel = query.text("channel").orElse(Channels.INBOX);
        Channels.requireName(channel);
        Receiver.Form form = form(query);
        List<Map<String, Object>> kept = new ArrayList<>();
        List<Map<String, Object>> refused = new ArrayList<>();
        boolean fresh;
        try (UploadForm files = UploadForm.read(exchange, spool, config.get().maxBytes())) {
            fresh = receive(files.uploads(), form, channel, exchange, kept, refused);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("channel", channel);
        answer.put("images", kept);
        answer.put("errors", refused);
        exchange.answer().json(fresh ? 201 : 200, answer);
    }

    /** Whether one of them was not known before. */
    private boolean receive(
            List<UploadForm.Upload> uploads,
            Receiver.Form form,
            String channel,
            Exchange exchange,
            List<Map<String, Object>> kept,
            List<Map<String, Object>> refused) {
        boolean fresh = false;
        for (UploadForm.Upload upload : uploads) {
            try {
                PictureKeeper.Kept received =
                        receiver.receive(upload.file(), upload.name(), form, channel, job(exchange));
                fresh |= !received.known();
                kept.add(described(received.picture()));
            } catch (BadInput | Refused.TooLarge | Expired unusable) {
                boolean last = refused.size() == uploads.size() - 1;
                if (last) {
                    throw unusable;
                }
                refused.add(Map.of("name", upload.name(), "detail", String.valueOf(unusable.getMessage())));
            }
        }
        return fresh;
    }

    private static Receiver.Form form(Query query) {
        MediaType format = query.text("format")
                .map(name -> MediaType.named(name)
                        .orElseThrow(() -> new BadInput(
                                BadInput.Kind.PARAMETER,
                                "format=" + name + " is unknown: use one of png, jpeg, webp, avif, gif, tiff")))
                .orElse(null);
        OptionalInt quality = query.integer("q", 0, 100);
        return new Receiver.Form(format, quality.isPresent() ? Integer.valueOf(quality.getAsInt()) : null);
    }

    private void transform(Exchange exchange) {
        Query query = exchange.query(RenditionParameters.NAMES.toArray(String[]::new));
        var options = RenditionParameters.read(query.values());
        try (Rendition rendition = transformed(exchange, options)) {
            PictureAnswer.send(
                    exchange, rendition, Representation.of(rendition.type()).cached("no-store"));
        }
    }

    private Rendition transformed(Exchange exchange, RenditionOptions options) {
        try (SpoolFile body = spool.createFor(exchange.id(), exchange.body().length())) {
            exchange.body().readTo(body::write, config.get().maxBytes());
            exchange.stage("spool");
            Rendition rendition = renditions.make(new Source(body.path(), body.fingerprint()), options, job(exchange));
            body.settle();
            return rendition;
        }
    }

    private void list(Exchange exchange) {
        Query query = exchange.query("after", "limit");
        PictureId after = query.text("after").map(ReceiveRoutes::id).orElse(null);
        Page page = pictures.page(after, query.integer("limit", 1, LARGEST_PAGE).orElse(PAGE));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "images", page.pictures().stream().map(ReceiveRoutes::described).toList());
        PictureId next = page.next();
        answer.put("next", next == null ? null : next.text());
        exchange.answer().json(200, answer);
    }

    private void show(Exchange exchange) {
        Query query = exchange.query(RenditionParameters.NAMES.toArray(String[]::new));
        stored.send(exchange, find(exchange), query, FOREVER);
    }

    private void delete(Exchange exchange) {
        exchange.query();
        if (!pictures.delete(id(exchange.parameter("id")))) {
            throw missing(exchange.parameter("id"));
        }
        exchange.answer().empty(204);
    }

    private Picture find(Exchange exchange) {
        String name = exchange.parameter("id");
        return PictureId.parse(name).flatMap(pictures::find).orElseThrow(() -> missing(name));
    }

    private static PictureId id(String text) {
        return PictureId.parse(text).orElseThrow(() -> missing(text));
    }

    private static NotFound missing(String name) {
        return new NotFound(
                "there is no picture '" + name.substring(0, Math.min(name.length(), 60)) + "'; GET /images lists them");
    }

    private static Job job(Exchange exchange) {
        return new Job(Purpose.RENDER, exchange.id(), exchange.deadline(), exchange::stage);
    }

    /** A picture as JSON. */
    private static Map<String, Object> described(Picture picture) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("id", picture.id().text());
        one.put("url", "/images/" + picture.id());
        one.put("name", picture.facts().name());
        one.put("type", picture.facts().type().text());
        one.put("width", picture.facts().size().width());
        one.put("height", picture.facts().size().height());
        one.put("bytes", picture.bytes().bytes());
        one.put("originalType", picture.facts().original().text());
        one.put("digest", picture.facts().digest().hex());
        one.put("receivedAt", picture.receivedAt().toString());
        return one;
    }
}
