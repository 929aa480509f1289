package dev.sluice.proxy;

import dev.sluice.config.Setting;
import dev.sluice.config.Values;
import dev.sluice.failure.NotFound;
import dev.sluice.fetch.FetchConfig;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the user decides about the image proxy.
 *
 * @param prefix path under which imgproxy's URLs are answered, such as {@code /img}; empty for all that is no other path
 * @param signatures how URLs are signed; without any the proxy answers only where unsigned URLs are allowed
 * @param allowUnsigned whether a URL without a valid signature is answered
 * @param open whether {@code /api/image-proxy} answers everybody, for the hosts of {@code fetch.allow-hosts}
 * @param localRoot folder of {@code local:///} sources; empty for none
 * @param watermark file of the picture that URLs may put on others; empty for none
 * @param presets named options
 * @param onlyPresets whether URLs hold names of presets instead of options
 * @param allowSecurityOptions whether URLs may say what they demand of a source
 */
public record ProxyConfig(
        String prefix,
        List<UrlSignature> signatures,
        boolean allowUnsigned,
        boolean open,
        String localRoot,
        String watermark,
        Presets presets,
        boolean onlyPresets,
        boolean allowSecurityOptions) {

    private static final String ROOT = "/";

    public static final Setting<String> PREFIX = Setting.text(
                    "proxy.imgproxy-prefix",
                    "/img",
                    "Path under which URLs in imgproxy's grammar are answered; / is what imgproxy itself does.")
            .check(
                    prefix -> prefix.equals(ROOT) || prefix.matches("(?!/health(/|$))(/[A-Za-z0-9_-]+)+"),
                    "/ or a path such as /img, of letters, digits, - and _, not below /health");
    public static final Setting<List<String>> KEYS = Setting.list(
                    "proxy.keys",
                    "",
                    "Keys that sign URLs, in hexadecimal digits, separated by commas: imgproxy's IMGPROXY_KEY. A URL signed by any"
                            + " of them is answered.")
            .check(UrlSignature::areHexadecimal, "an even number of hexadecimal digits each")
            .masked();
    public static final Setting<List<String>> SALTS = Setting.list(
                    "proxy.salts",
                    "",
                    "Salts of the keys, in their order, in hexadecimal digits: imgproxy's IMGPROXY_SALT.")
            .check(UrlSignature::areHexadecimal, "an even number of hexadecimal digits each")
            .masked();
    public static final Setting<Integer> SIGNATURE_SIZE = Setting.integer(
            "proxy.signature-size",
            UrlSignature.WHOLE,
            8,
            UrlSignature.WHOLE,
            "Bytes of a signature that are looked at: imgproxy's IMGPROXY_SIGNATURE_SIZE.");
    public static final Setting<Boolean> ALLOW_UNSIGNED = Setting.flag(
            "proxy.allow-unsigned",
            false,
            "Whether URLs are answered that say 'insecure' or 'unsafe' in the place of a signature, or anything else.");
    public static final Setting<Boolean> PUBLIC = Setting.flag(
            "proxy.public",
            false,
            "Whether /api/image-proxy answers without a token and without a signature. Only together with fetch.allow-hosts.");
    public static final Setting<String> LOCAL_ROOT = Setting.text(
            "proxy.local-root",
            "",
            "Folder whose pictures local:/// URLs name; nothing outside it is read, and links out of it are refused. Without it there"
                    + " are no local sources.");

    public static final Setting<String> WATERMARK = Setting.text(
            "proxy.watermark",
            "",
            "File of the picture that the option watermark puts on others; without it the option does nothing.");
    public static final Setting<List<String>> PRESETS = Setting.list(
            "proxy.presets",
            "",
            "Named options, separated by commas, each as NAME=OPTION:ARGUMENT/OPTION:ARGUMENT: imgproxy's IMGPROXY_PRESETS. The one named"
                    + " default goes before the options of every URL.");
    public static final Setting<Boolean> ONLY_PRESETS = Setting.flag(
            "proxy.only-presets",
            false,
            "Whether URLs hold names of presets, separated by colons, in the place of options: imgproxy's IMGPROXY_ONLY_PRESETS.");
    public static final Setting<Boolean> ALLOW_SECURITY_OPTIONS = Setting.flag(
            "proxy.allow-security-options",
            false,
            "Whether URLs may limit the source and the result (max_src_resolution and others). It opens nothing: what fits into memory is"
                    + " decided for every picture.");

    /** All settings of this package. */
    public static final List<Setting<?>> SETTINGS = List.of(
            PREFIX,
            KEYS,
            SALTS,
            SIGNATURE_SIZE,
            ALLOW_UNSIGNED,
            PUBLIC,
            LOCAL_ROOT,
            WATERMARK,
            PRESETS,
            ONLY_PRESETS,
            ALLOW_SECURITY_OPTIONS);

    public ProxyConfig {
        signatures = List.copyOf(signatures);
    }

    /**
     * The configuration that {@code values} describe.
     *
     * @throws IllegalArgumentException when there are not as many salts as keys, a preset is none, or the proxy is public for all hosts
     */
    public static ProxyConfig of(Values values) {
        List<String> keys = values.get(KEYS);
        List<String> salts = values.get(SALTS);
        if (keys.size() != salts.size()) {
            throw new IllegalArgumentException("proxy.keys has " + keys.size() + " keys and proxy.salts " + salts.size()
                    + " salts: write one salt for each key");
        }
        if (values.get(PUBLIC) && values.get(FetchConfig.ALLOW_HOSTS).isEmpty()) {
            throw new IllegalArgumentException(
                    "proxy.public would fetch anything for anybody: name the hosts in fetch.allow-hosts");
        }
        int size = values.get(SIGNATURE_SIZE);
        List<UrlSignature> signatures = IntStream.range(0, keys.size())
                .mapToObj(at -> UrlSignature.of(keys.get(at), salts.get(at), size))
                .toList();
        return new ProxyConfig(
                values.get(PREFIX).equals(ROOT) ? "" : values.get(PREFIX),
                signatures,
                values.get(ALLOW_UNSIGNED),
                values.get(PUBLIC),
                values.get(LOCAL_ROOT),
                values.get(WATERMARK),
                presets(values),
                values.get(ONLY_PRESETS),
                values.get(ALLOW_SECURITY_OPTIONS));
    }

    private static Presets presets(Values values) {
        Presets presets = Presets.of(values.get(PRESETS));
        try {
            ImgproxyOptions.check(presets, values.get(ALLOW_SECURITY_OPTIONS));
        } catch (NotFound wrong) {
            throw new IllegalArgumentException("a preset of proxy.presets is none: " + wrong.getMessage(), wrong);
        }
        return presets;
    }

    ImgproxyOptions.Rules rules() {
        return new ImgproxyOptions.Rules(presets, allowSecurityOptions);
    }

    /** Whether any URL in imgproxy's grammar would be answered. */
    public boolean answersImgproxy() {
        return allowUnsigned || !signatures.isEmpty();
    }

    /** Whether every URL in imgproxy's grammar that is answered has a signature. */
    boolean onlySigned() {
        return !allowUnsigned && !signatures.isEmpty();
    }
}
