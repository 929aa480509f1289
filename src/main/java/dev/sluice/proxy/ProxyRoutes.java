package dev.sluice.proxy;

import dev.sluice.failure.Denied;
import dev.sluice.failure.NotFound;
import dev.sluice.governor.Purpose;
import dev.sluice.http.Exchange;
import dev.sluice.http.Representation;
import dev.sluice.http.Router;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.PictureAnswer;
import dev.sluice.rendition.Rendition;
import dev.sluice.rendition.Renditions;
import dev.sluice.rendition.Source;
import dev.sluice.units.MediaType;
import java.time.InstantSource;

/** Answers the URLs of imgproxy. */
public final class ProxyRoutes {

    /** imgproxy's own: {@code IMGPROXY_TTL}, one year. */
    private static final String FOR_A_YEAR = "public, max-age=31536000";

    private final ProxyConfig config;
    private final LocalPictures local;
    private final Renditions renditions;
    private final InstantSource clock;

    public ProxyRoutes(ProxyConfig config, Renditions renditions, InstantSource clock) {
        this.config = config;
        this.local = new LocalPictures(config.localRoot());
        this.renditions = renditions;
        this.clock = clock;
    }

    public void addTo(Router router) {
        router.get(config.prefix() + "/**", this::show);
    }

    private void show(Exchange exchange) {
        ImgproxyUrl url = ImgproxyUrl.parse(behindPrefix(exchange));
        if (!config.allowUnsigned() && !UrlSignature.verify(config.signatures(), url.signature(), url.signed())) {
            throw new Denied(Denied.Kind.SIGNATURE, "the signature of the URL is missing or wrong");
        }
        ImgproxyOptions.Wish wish = ImgproxyOptions.read(url);
        if (wish.expires() != null && clock.instant().isAfter(wish.expires())) {
            throw new NotFound("the URL was good until " + wish.expires());
        }
        Source source = source(url.source());
        Job job = new Job(Purpose.RENDER, exchange.id(), exchange.deadline(), exchange::stage);
        if (wish.raw()) {
            MediaType type = renditions.probe(source, job).type();
            exchange.answer().file(source.file(), content(type, wish, url));
            return;
        }
        try (Rendition rendition = renditions.make(source, wish.rendition(), job)) {
            PictureAnswer.send(exchange, rendition, content(rendition.type(), wish, url));
        }
    }

    /** As it was sent: signatures are over that, and the source may have what a canonical path has not. */
    private String behindPrefix(Exchange exchange) {
        String path = exchange.rawPath();
        if (!path.startsWith(config.prefix() + "/")) {
            throw new NotFound("write the path without dots and escapes before the signature");
        }
        return path.substring(config.prefix().length());
    }

    private Source source(String url) {
        if (url.startsWith(LocalPictures.SCHEME)) {
            return local.find(url);
        }
        throw new NotFound("sources are local:/// URLs below proxy.local-root; others are not supported yet");
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
