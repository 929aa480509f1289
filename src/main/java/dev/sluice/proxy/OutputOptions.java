package dev.sluice.proxy;

import static dev.sluice.proxy.OptionArguments.atMost;
import static dev.sluice.proxy.OptionArguments.flag;
import static dev.sluice.proxy.OptionArguments.only;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Saving;
import dev.sluice.units.DataSize;
import dev.sluice.units.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Options that decide on how a picture is written and sent. Used for one URL. */
final class OutputOptions {

    /** imgproxy's own: {@code IMGPROXY_QUALITY}, {@code IMGPROXY_FORMAT_QUALITY}. */
    private static final Map<MediaType, Integer> QUALITY =
            Map.of(MediaType.JPEG, 80, MediaType.WEBP, 79, MediaType.AVIF, 63);

    private @Nullable MediaType format;
    private int quality;
    private final Map<MediaType, Integer> qualities = new EnumMap<>(QUALITY);
    private int mostBytes;
    private boolean stripMetadata = true;
    private boolean keepCopyright = true;
    private boolean stripProfile = true;
    private final Set<MediaType> skipped = EnumSet.noneOf(MediaType.class);
    private boolean raw;
    private boolean attachment;
    private String fileName = "";
    private @Nullable Instant expires;

    /** Whether it is one of these options. */
    boolean apply(ImgproxyUrl.Option option) {
        switch (option.name()) {
            case "quality", "q" -> quality = only(option).quality(only(option).first());
            case "format_quality", "fq" -> formatQuality(atMost(option, Integer.MAX_VALUE));
            case "max_bytes", "mb" ->
                mostBytes = only(option).whole(only(option).first());
            case "format", "f", "ext" ->
                format = only(option).format(only(option).first());
            case "strip_metadata", "sm" -> stripMetadata = flag(only(option).first());
            case "keep_copyright", "kcr" -> keepCopyright = flag(only(option).first());
            case "strip_color_profile", "scp" ->
                stripProfile = flag(only(option).first());
            case "enforce_thumbnail", "eth", "cachebuster", "cb" -> only(option);
            case "preserve_hdr", "ph" -> preserveHdr(only(option));
            case "skip_processing", "skp" -> skip(atMost(option, Integer.MAX_VALUE));
            case "raw" -> raw = flag(only(option).first());
            case "expires", "exp" -> expires = expiry(only(option));
            case "filename", "fn" -> fileName = fileName(atMost(option, 2));
            case "return_attachment", "att" -> attachment = flag(only(option).first());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What the end of a URL asks for; it goes before the options. */
    void end(String ending) {
        if (!raw && !ending.isEmpty()) {
            format = MediaType.named(ending)
                    .orElseThrow(() -> new NotFound("format:" + ending + " is no format that is known here"));
        }
    }

    @Nullable
    MediaType format() {
        return format;
    }

    boolean keepCopyright() {
        return keepCopyright;
    }

    Saving saving() {
        Map<MediaType, Integer> used = new EnumMap<>(qualities);
        if (quality > 0) {
            used.replaceAll((type, _) -> quality);
        }
        return new Saving(used, DataSize.ofBytes(mostBytes), !stripMetadata, !stripProfile, 0);
    }

    Set<MediaType> skipped() {
        return skipped;
    }

    boolean raw() {
        return raw;
    }

    boolean attachment() {
        return attachment;
    }

    String fileName() {
        return fileName;
    }

    @Nullable
    Instant expires() {
        return expires;
    }

    private void formatQuality(OptionArguments given) {
        if (given.size() % 2 != 0) {
            throw new NotFound(given.name() + " takes pairs of a format and a quality");
        }
        for (int at = 0; at < given.size(); at += 2) {
            MediaType type = given.format(given.given().get(at));
            int chosen = given.quality(given.given().get(at + 1));
            if (QUALITY.containsKey(type)) {
                qualities.put(type, chosen > 0 ? chosen : QUALITY.getOrDefault(type, chosen));
            }
        }
    }

    private static void preserveHdr(OptionArguments given) {
        if (flag(given.first())) {
            throw new NotFound("imgproxy's " + given.name() + " is not supported here: pictures have 8 bits a channel");
        }
    }

    private void skip(OptionArguments given) {
        given.given().forEach(text -> skipped.add(given.format(text)));
    }

    private static @Nullable Instant expiry(OptionArguments given) {
        long seconds = given.seconds(given.first());
        return seconds > 0 ? Instant.ofEpochSecond(Math.min(seconds, Instant.MAX.getEpochSecond())) : null;
    }

    private static String fileName(OptionArguments given) {
        if (given.at(1).filter(OptionArguments::flag).isEmpty()) {
            return given.first();
        }
        try {
            return new String(Base64.getUrlDecoder().decode(given.first()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw given.wrong(given.first(), "name in base64 for URLs");
        }
    }
}
