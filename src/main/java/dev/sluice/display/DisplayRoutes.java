package dev.sluice.display;

import dev.sluice.failure.NotFound;
import dev.sluice.failure.Refused;
import dev.sluice.http.Exchange;
import dev.sluice.http.Query;
import dev.sluice.http.Reading;
import dev.sluice.http.Router;
import dev.sluice.rendition.RenditionParameters;
import dev.sluice.rendition.StoredPictures;
import dev.sluice.store.Channel;
import dev.sluice.store.Channels;
import dev.sluice.store.Picture;
import dev.sluice.units.DataSize;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** {@code /channels}: what each shows, for displays that fetch only what is new. */
public final class DisplayRoutes {

    private final Channels channels;
    private final StoredPictures stored;
    private final DisplayConfig config;

    /** Displays being answered now, by channel. */
    private final Map<String, Integer> busy = new ConcurrentHashMap<>();

    public DisplayRoutes(Channels channels, StoredPictures stored, DisplayConfig config) {
        this.channels = channels;
        this.stored = stored;
        this.config = config;
    }

    public void addTo(Router router) {
        router.get("/channels", this::list)
                .get("/channels/{name}", this::show)
                .get("/channels/{name}/image", Reading.PICTURE, this::image);
    }

    private void list(Exchange exchange) {
        exchange.query();
        exchange.answer()
                .json(
                        200,
                        Map.of(
                                "channels",
                                channels.list().stream().map(this::described).toList()));
    }

    private void show(Exchange exchange) {
        exchange.query();
        exchange.answer().json(200, described(find(exchange)));
    }

    private void image(Exchange exchange) {
        Query query = exchange.query(RenditionParameters.NAMES.toArray(String[]::new));
        Channel channel = find(exchange);
        Picture picture = channels.picture(channel)
                .orElseThrow(() -> new NotFound("channel " + channel.name()
                        + " shows nothing yet: POST /upload?channel=" + channel.name() + " a picture"));
        enter(channel.name());
        try {
            stored.send(exchange, picture, query, "no-cache");
        } finally {
            busy.computeIfPresent(channel.name(), (name, count) -> count == 1 ? null : count - 1);
        }
    }

    private void enter(String channel) {
        busy.compute(channel, (name, count) -> {
            int before = count == null ? 0 : count;
            if (before >= config.maxConnections()) {
                throw new Refused.Busy(
                        "as many displays of this channel are being answered as display.max-connections allows",
                        DataSize.ZERO,
                        DataSize.ZERO,
                        Duration.ofSeconds(1));
            }
            return before + 1;
        });
    }

    private Channel find(Exchange exchange) {
        String name = exchange.parameter("name");
        Channels.requireName(name);
        return channels.find(name)
                .orElseThrow(() -> new NotFound("there is no channel '" + name + "'; GET /channels lists them"));
    }

    private Map<String, Object> described(Channel channel) {
        Optional<Picture> picture = channels.picture(channel);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", channel.name());
        one.put("version", channel.version());
        one.put(
                "changedAt",
                channel.changedAt() == null ? null : channel.changedAt().toString());
        one.put("id", picture.map(found -> found.id().text()).orElse(null));
        one.put("width", picture.map(found -> found.facts().size().width()).orElse(null));
        one.put("height", picture.map(found -> found.facts().size().height()).orElse(null));
        one.put("image", "/channels/" + channel.name() + "/image");
        return one;
    }
}
