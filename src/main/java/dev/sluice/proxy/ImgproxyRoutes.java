package dev.sluice.proxy;

import dev.sluice.failure.Denied;
import dev.sluice.failure.NotFound;
import dev.sluice.governor.Purpose;
import dev.sluice.http.Exchange;
import dev.sluice.http.Reading;
import dev.sluice.http.Router;
import dev.sluice.rendition.Job;
import dev.sluice.rendition.Renditions;
import dev.sluice.units.MediaType;
import java.time.InstantSource;
import java.util.Map;

/** Answers the URLs of imgproxy. */
final class ImgproxyRoutes {

    /** imgproxy's own: {@code IMGPROXY_TTL}, one year. */
    private static final String FOR_A_YEAR = "public, max-age=31536000";

    private final ProxyConfig config;
    private final ProxiedPictures pictures;
    private final Watermark watermark;
    private final Renditions renditions;
    private final InstantSource clock;

    /** @param renditions looks at the watermark */
    ImgproxyRoutes(ProxyConfig config, ProxiedPictures pictures, Renditions renditions, InstantSource clock) {
        this.config = config;
        this.pictures = pictures;
        this.watermark = new Watermark(config.watermark());
        this.renditions = renditions;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get(config.prefix() + "/**", config.onlySigned() ? Reading.GUARDED : Reading.PICTURE, this::show);
    }

    private void show(Exchange exchange) {
        ImgproxyUrl url = ImgproxyUrl.parse(behindPrefix(exchange), config.onlyPresets());
        if (UrlSignature.verify(config.signatures(), url.signature(), url.signed())) {
            exchange.answer().forEverySite();
        } else if (!config.allowUnsigned()) {
            throw new Denied(Denied.Kind.SIGNATURE, "the signature of the URL is missing or wrong");
        }
        ImgproxyOptions.Wish wish = ImgproxyOptions.read(url, config.rules());
        if (wish.expires() != null && clock.instant().isAfter(wish.expires())) {
            throw new NotFound("the URL was good until " + wish.expires());
        }
        pictures.send(exchange, ask(exchange, url, wish));
    }

    private Ask ask(Exchange exchange, ImgproxyUrl url, ImgproxyOptions.Wish wish) {
        Job job = new Job(Purpose.PROBE, exchange.id(), exchange.deadline(), exchange::stage);
        Watermark.Marked marked = watermark.on(wish, renditions, job);
        return new Ask(
                new Ask.Wish(address(url.source()), wish.raw() ? null : marked.options(), false, marked.version()),
                wish.looksAtSource() ? picture -> wish.unchangedWithin(picture) : null,
                wish.expires(),
                FOR_A_YEAR,
                type -> Map.of("Content-Disposition", disposition(type, wish, url)));
    }

    /** As it was sent: signatures are over that, and the source may have what a canonical path has not. */
    private String behindPrefix(Exchange exchange) {
        String path = exchange.rawPath();
        if (!path.startsWith(config.prefix() + "/")) {
            throw new NotFound("write the path without dots and escapes before the signature");
        }
        return path.substring(config.prefix().length());
    }

    private static SourceAddress address(String url) {
        try {
            return SourceAddress.parse(url);
        } catch (IllegalArgumentException malformed) {
            throw new NotFound("the source cannot be read: " + malformed.getMessage());
        }
    }

    private static String disposition(MediaType type, ImgproxyOptions.Wish wish, ImgproxyUrl url) {
        return (wish.attachment() ? "attachment" : "inline") + "; filename=\""
                + DispositionName.of(wish.fileName(), url.source()) + "." + type.extension() + "\"";
    }
}
