package dev.sluice.proxy;

import java.util.ArrayList;
import java.util.List;

/**
 * The signature of a query string: {@code sig=} and what {@link UrlSignature} makes of a question mark and all other parameters, as they
 * are sent and in their order. The question mark keeps the two kinds of URLs apart: a path begins with a slash, so that the signature of
 * one opens no other.
 */
public final class QuerySignature {

    private static final String PARAMETER = "sig=";

    private QuerySignature() {}

    /**
     * Whether one of {@code signatures} signed the query.
     *
     * @param rawQuery what stands behind the question mark, as it was sent
     * @return false as well when there is no signature, or more than one
     */
    public static boolean verify(List<UrlSignature> signatures, String rawQuery) {
        List<String> rest = new ArrayList<>();
        List<String> given = new ArrayList<>();
        for (String parameter : rawQuery.split("&", -1)) {
            if (parameter.startsWith(PARAMETER)) {
                given.add(parameter.substring(PARAMETER.length()));
            } else {
                rest.add(parameter);
            }
        }
        return given.size() == 1 && UrlSignature.verify(signatures, given.getFirst(), signed(String.join("&", rest)));
    }

    /** The query with its signature at the end. */
    static String sign(UrlSignature signature, String rawQuery) {
        return rawQuery + "&" + PARAMETER + signature.text(signed(rawQuery));
    }

    /** Whether the query has a signature already. */
    static boolean isIn(String rawQuery) {
        return ("&" + rawQuery).contains("&" + PARAMETER);
    }

    private static String signed(String rest) {
        return "?" + rest;
    }
}
