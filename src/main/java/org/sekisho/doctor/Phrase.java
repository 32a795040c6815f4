package org.sekisho.doctor;

import java.util.regex.Pattern;

/// Words by which a reply of another server is recognised.
/// @param pattern found anywhere in a reply whose `_` and `/` are blanks, in any case
/// @param example a reply that has them
/// @param advice what to do
public record Phrase(String id, BlockClass kind, Pattern pattern, String example, Text advice) {
    boolean isIn(String reply) {
        return pattern.matcher(reply).find();
    }
}
