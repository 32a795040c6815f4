package org.sekisho.search;

/// A search key of RFC 9051 §6.4.4 that looks into texts. FROM, TO, CC, BCC and SUBJECT are [Header] keys, which is
/// what RFC 9051 says they mean.
public sealed interface TextKey {
    /// Decoded, as the client sent it; at most what a command line holds.
    String needle();

    /// In the text of the message's parts.
    record Body(String needle) implements TextKey {}

    /// In the text of its parts or in a header field, name and value, of the message, of its parts or of messages in
    /// it. Signatures ([MessageTexts#isSignature]) are no text.
    record Text(String needle) implements TextKey {}

    /// In the value of a header field of the message itself; the empty needle is in every one.
    /// @param name in any case
    record Header(String name, String needle) implements TextKey {}
}
