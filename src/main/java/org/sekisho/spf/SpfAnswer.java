package org.sekisho.spf;

import java.util.Optional;

/// What a domain's policy says about one address.
/// @param why the term that decided, or what is wrong
/// @param record as published; empty when there is none, or more than one
/// @param lookups terms for which the name server was asked, as they count for the limit (RFC 7208 §4.6.4)
/// @param overLimit whether it asks for more than anybody has to look up
/// @param dependsOnSender whether a term holds the sender's local part: another one may get another answer
public record SpfAnswer(
        SpfResult result,
        String why,
        Optional<String> record,
        int lookups,
        boolean overLimit,
        boolean dependsOnSender) {}
