package dev.sluice.proxy;

import dev.sluice.failure.NotFound;
import dev.sluice.image.Colour;
import dev.sluice.units.MediaType;
import java.util.List;
import java.util.Optional;

/**
 * The arguments of one option, read as imgproxy reads them.
 *
 * @param name of the option, for texts
 * @param given there is one at least, which may be empty
 */
record OptionArguments(String name, List<String> given) {

    OptionArguments {
        given = List.copyOf(given);
    }

    /** @throws NotFound when there are more than {@code most} */
    static OptionArguments atMost(ImgproxyUrl.Option option, int most) {
        if (option.arguments().size() > most) {
            throw new NotFound(option.name() + " takes at most " + most + (most == 1 ? " argument" : " arguments"));
        }
        return new OptionArguments(option.name(), option.arguments());
    }

    /** The only argument of an option. */
    static OptionArguments only(ImgproxyUrl.Option option) {
        return atMost(option, 1);
    }

    int size() {
        return given.size();
    }

    /** From the one at {@code index} on; there must be one. */
    OptionArguments from(int index) {
        return new OptionArguments(name, given.subList(index, given.size()));
    }

    /** What stands there, if it is not empty. */
    Optional<String> at(int index) {
        return index < given.size() && !given.get(index).isEmpty() ? Optional.of(given.get(index)) : Optional.empty();
    }

    String first() {
        return given.getFirst();
    }

    /** A whole number of at least 0. */
    int whole(String text) {
        int number = integer(text);
        if (number < 0) {
            throw wrong(text, "whole number of at least 0");
        }
        return number;
    }

    int integer(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw wrong(text, "whole number");
        }
    }

    /** Seconds since 1970. */
    long seconds(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notANumber) {
            throw wrong(text, "whole number");
        }
    }

    double number(String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong(text, "number");
        }
        throw wrong(text, "number");
    }

    double number(String text, double least, double most) {
        double number = number(text);
        if (number < least || number > most) {
            throw wrong(text, "number from " + least + " to " + most);
        }
        return number;
    }

    /** At least 0. */
    double amount(String text) {
        double number = number(text);
        if (number < 0) {
            throw wrong(text, "number of at least 0");
        }
        return number;
    }

    /** Above 0. */
    double factor(String text) {
        double number = number(text);
        if (number <= 0) {
            throw wrong(text, "number above 0");
        }
        return number;
    }

    /** As Go's {@code strconv.ParseBool}, and false for anything else. */
    static boolean flag(String text) {
        return List.of("1", "t", "T", "TRUE", "true", "True").contains(text);
    }

    /** 0 for the usual one, to 100. */
    int quality(String text) {
        int number = whole(text);
        if (number > 100) {
            throw wrong(text, "whole number from 0 to 100");
        }
        return number;
    }

    MediaType format(String text) {
        return MediaType.named(text).orElseThrow(() -> wrong(text, "format that is known here"));
    }

    /** Six hexadecimal digits or three, or red, green and blue. */
    Colour colour() {
        try {
            if (size() == 3) {
                return new Colour(whole(given.get(0)), whole(given.get(1)), whole(given.get(2)));
            }
            if (size() == 1) {
                String text = first();
                return Colour.parse(text.length() == 3 ? text.replaceAll("(.)", "$1$1") : text);
            }
        } catch (IllegalArgumentException noColour) {
            throw new NotFound(name + ": " + noColour.getMessage());
        }
        throw new NotFound(name + " takes six hexadecimal digits, or red, green and blue from 0 to 255");
    }

    NotFound wrong(String text, String expected) {
        return new NotFound(name + ":" + text + " is no " + expected);
    }
}
