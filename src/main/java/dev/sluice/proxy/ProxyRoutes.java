package dev.sluice.proxy;

import dev.sluice.failure.BadInput;
import dev.sluice.failure.Denied;
import dev.sluice.failure.NotFound;
import dev.sluice.fetch.Fetcher;
import dev.sluice.fetch.Validators;
import dev.sluice.governor.Purpose;
import dev.sluice.http.Exchange;
import dev.sluice.http.Representation;
import dev.sluice.http.Router;
import dev.sluice.image.Probe;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.PictureAnswer;
import dev.sluice.rendition.Rendition;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.store.Spool;
import dev.sluice.store.SpoolFile;
import dev.sluice.units.Deadline;
import dev.sluice.units.MediaType;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;

/** Answers the URLs of imgproxy. */
public final class ProxyRoutes {

    /** imgproxy's own: {@code IMGPROXY_TTL}, one year. */
    private static final String FOR_A_YEAR = "public, max-age=31536000";

    private final ProxyConfig config;
    private final LocalPictures local;
    private final Watermark watermark;
    private final Fetcher fetcher;
    private final Spool spool;
    private final Renditions renditions;
    private final InstantSource clock;

    /** @param fetcher stays the caller's to close */
    public ProxyRoutes(ProxyConfig config, Fetcher fetcher, Spool spool, Renditions renditions, InstantSource clock) {
        this.config = config;
        this.fetcher = fetcher;
        this.spool = spool;
        this.local = new LocalPictures(config.localRoot());
        this.watermark = new Watermark(config.watermark());
        this.renditions = renditions;
        this.clock = clock;
    }

    public void addTo(Router router) {
        router.get(config.prefix() + "/**", this::show);
    }

    private void show(Exchange exchange) {
        ImgproxyUrl url = ImgproxyUrl.parse(behindPrefix(exchange), config.onlyPresets());
        if (!config.allowUnsigned() && !UrlSignature.verify(config.signatures(), url.signature(), url.signed())) {
            throw new Denied(Denied.Kind.SIGNATURE, "the signature of the URL is missing or wrong");
        }
        ImgproxyOptions.Wish wish = ImgproxyOptions.read(url, config.rules());
        if (wish.expires() != null && clock.instant().isAfter(wish.expires())) {
            throw new NotFound("the URL was good until " + wish.expires());
        }
        if (url.source().startsWith(LocalPictures.SCHEME)) {
            answer(exchange, local.find(url.source()), wish, url, exchange.deadline());
        } else {
            answerFetched(exchange, wish, url);
        }
    }

    private void answerFetched(Exchange exchange, ImgproxyOptions.Wish wish, ImgproxyUrl url) {
        Deadline deadline = exchange.deadline();
        try (SpoolFile body = spool.create(exchange.id())) {
            fetcher.fetch(address(url.source()), Validators.NONE, body::write, deadline);
            exchange.stage("fetch");
            answer(exchange, new Source(body.path(), body.fingerprint()), wish, url, deadline);
        }
    }

    private void answer(
            Exchange exchange, Source source, ImgproxyOptions.Wish wish, ImgproxyUrl url, Deadline deadline) {
        Job job = new Job(Purpose.RENDER, exchange.id(), deadline, exchange::stage);
        if (wish.looksAtSource() && unchanged(exchange, source, wish, url, job)) {
            return;
        }
        try (Rendition rendition = renditions.make(source, watermark.on(wish, renditions, job), job)) {
            PictureAnswer.send(exchange, rendition, content(rendition.type(), wish, url));
        }
    }

    /** Sends the source itself, where the URL says so. Whether it did. */
    private boolean unchanged(Exchange exchange, Source source, ImgproxyOptions.Wish wish, ImgproxyUrl url, Job job) {
        Probe probe = renditions.probe(source, job);
        wish.limits().check(probe);
        MediaType type = probe.type();
        if (!wish.unchanged(type)) {
            return false;
        }
        if (type == MediaType.SVG) {
            throw new BadInput(
                    BadInput.Kind.UNSUPPORTED_PICTURE, "an SVG may hold scripts and is not passed on as it is");
        }
        exchange.answer().file(source.file(), content(type, wish, url));
        return true;
    }

    /** As it was sent: signatures are over that, and the source may have what a canonical path has not. */
    private String behindPrefix(Exchange exchange) {
        String path = exchange.rawPath();
        if (!path.startsWith(config.prefix() + "/")) {
            throw new NotFound("write the path without dots and escapes before the signature");
        }
        return path.substring(config.prefix().length());
    }

    private static URI address(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException malformed) {
            throw new NotFound("the source is no URL: " + malformed.getReason());
        }
    }

    private static Representation content(MediaType type, ImgproxyOptions.Wish wish, ImgproxyUrl url) {
        String disposition = (wish.attachment() ? "attachment" : "inline") + "; filename=\""
                + DispositionName.of(wish.fileName(), url.source()) + "." + type.extension() + "\"";
        return Representation.of(type)
                .cached(FOR_A_YEAR)
                .header("Content-Disposition", disposition)
                .header("X-Sluice-Cache", "pass");
    }
}
