package dev.sluice.http;

import dev.sluice.config.Nearest;
import dev.sluice.failure.BadInput;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The parameters of a request, read strictly: a repeated, unknown, empty or malformed one is an error, never ignored, because a
 * misspelt size would otherwise quietly give a picture nobody asked for. Immutable.
 */
public final class Query {

    private final Map<String, String> values;

    private Query(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads {@code name=value} pairs (WHATWG URL, {@code application/x-www-form-urlencoded}, UTF-8).
     *
     * @throws BadInput PARAMETER when a name is repeated or an escape is malformed
     */
    static Query parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('&', start);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', start);
            int split = equals < 0 || equals > end ? end : equals;
            String name = decode(text.substring(start, split));
            String value = split < end ? decode(text.substring(split + 1, end)) : "";
            if (end > start && values.put(name, value) != null) {
                throw wrong("the parameter '" + shortened(name) + "' is given twice");
            }
            start = end + 1;
        }
        return new Query(values);
    }

    /**
     * Says which parameters there are.
     *
     * @return this
     * @throws BadInput PARAMETER when there is another one, with the nearest of these
     */
    public Query allow(String... names) {
        for (String name : values.keySet()) {
            if (!List.of(names).contains(name)) {
                String meant = Nearest.to(name, List.of(names))
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse(names.length == 0 ? "; there are none here" : "; known: " + String.join(", ", names));
                throw wrong("the parameter '" + shortened(name) + "' is unknown" + meant);
            }
        }
        return this;
    }

    /** The value as it is; empty text is an error. */
    public Optional<String> text(String name) {
        String value = values.get(name);
        if (value != null && value.isEmpty()) {
            throw wrong("the parameter '" + name + "' has no value");
        }
        return Optional.ofNullable(value);
    }

    /**
     * A whole number.
     *
     * @param least the smallest one that is good
     * @param most the largest one that is good
     */
    public OptionalInt integer(String name, int least, int most) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= most) {
                return OptionalInt.of(number);
            }
        } catch (NumberFormatException wrong) {
            // Said below, together with the range.
        }
        throw wrong(name + "=" + shortened(value.get()) + " is not a whole number from " + least + " to " + most);
    }

    /**
     * A number, with or without decimals.
     *
     * @param least the smallest one that is good
     * @param most the largest one that is good
     */
    public OptionalDouble decimal(String name, double least, double most) {
        Optional<String> value = text(name);
        if (value.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            double number = Double.parseDouble(value.get());
            if (number >= least && number <= most) {
                return OptionalDouble.of(number);
            }
        } catch (NumberFormatException wrong) {
            // Said below, together with the range.
        }
        throw wrong(
                name + "=" + shortened(value.get()) + " is not a number from " + plain(least) + " to " + plain(most));
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** {@code true} or {@code false}; false when it is not given. */
    public boolean flag(String name) {
        String value = text(name).orElse("false");
        return switch (value) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw wrong(name + "=" + shortened(value) + " is neither true nor false");
        };
    }

    /** All names and values in the order they came. */
    public Map<String, String> values() {
        return Collections.unmodifiableMap(values);
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text.replace('+', ' ');
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) (digit(text, i + 1) << 4 | digit(text, i + 2));
                i += 2;
            } else {
                bytes[length++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException bad) {
            throw new BadInput(BadInput.Kind.PARAMETER, "an escaped character is not UTF-8: " + shortened(text), bad);
        }
    }

    private static int digit(String text, int at) {
        int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        if (digit < 0) {
            throw wrong("a % is not followed by two hexadecimal digits: " + shortened(text));
        }
        return digit;
    }

    private static String shortened(String text) {
        String visible = text.length() <= 60 ? text : text.substring(0, 60) + "...";
        return visible.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static BadInput wrong(String message) {
        return new BadInput(BadInput.Kind.PARAMETER, message);
    }
}
