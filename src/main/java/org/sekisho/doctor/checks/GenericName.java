package org.sekisho.doctor.checks;

import java.util.List;
import java.util.regex.Pattern;

/// Names that providers give to their customers' lines, by the rules of S25R (Asami, 2004): what infected home
/// computers have and mail servers should not.
final class GenericName {
    private static final List<Pattern> RULES = List.of(
            Pattern.compile("[^.]*[0-9][^0-9.]+[0-9].*\\..*"), // two numbers in the first label
            Pattern.compile("[^.]*[0-9]{5}.*"), // five digits in a row in it
            Pattern.compile("([^.]+\\.)?[0-9][^.]*\\.[^.]+\\..+\\.[a-z].*"), // a deep name whose label begins with one
            Pattern.compile("[^.]*[0-9]\\.[^.]*[0-9]-[0-9].*"),
            Pattern.compile("[^.]*[0-9]\\.[^.]*[0-9]\\.[^.]+\\..+\\..*"),
            Pattern.compile("(dhcp|dialup|ppp|[achrsvx]?dsl)[^.]*[0-9].*"));

    private GenericName() {}

    /// @param name lower case, no trailing dot
    static boolean isOne(String name) {
        return RULES.stream().anyMatch(rule -> rule.matcher(name).matches());
    }
}
