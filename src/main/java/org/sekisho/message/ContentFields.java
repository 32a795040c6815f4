package org.sekisho.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the Content fields of a header: what is not as RFC 2045, 2183, 3282 and 2557 want it, as most programs
/// read it.
final class ContentFields {
    private static final int MAX_PARAMETERS = 200;

    private ContentFields() {}

    /// @param otherwise when there is no Content-Type, or one that cannot be read (RFC 2045 §5.2)
    static ContentType type(RawHeader header, ContentType otherwise) {
        Optional<RawText> body = header.first("content-type");
        return body.isEmpty() ? otherwise : type(body.get().octets());
    }

    private static ContentType type(String body) {
        FieldScanner field = new FieldScanner(body);
        field.skipSpace();
        String type = field.token();
        field.skipSpace();
        if (!field.take('/')) {
            return ContentType.TEXT;
        }
        field.skipSpace();
        String subtype = field.token();
        if (type.isEmpty() || subtype.isEmpty()) {
            return ContentType.TEXT;
        }
        return new ContentType(type, subtype, parameters(field));
    }

    static Part.Fields of(RawHeader header) {
        return new Part.Fields(
                header.first("content-transfer-encoding")
                        .map(ContentFields::encoding)
                        .filter(encoding -> !encoding.isEmpty())
                        .orElse("7bit"),
                header.first("content-id"),
                header.first("content-description"),
                header.first("content-md5"),
                header.first("content-disposition").flatMap(ContentFields::disposition),
                header.first("content-language").map(ContentFields::languages).orElse(List.of()),
                header.first("content-location").map(ContentFields::location));
    }

    private static String encoding(RawText body) {
        FieldScanner field = new FieldScanner(body.octets());
        field.skipSpace();
        field.take('"');
        String token = field.token().toLowerCase(Locale.ROOT);
        field.take('"');
        field.skipSpace();
        return field.atEnd() || field.peek() == ';' ? token : ""; // 8 bit, say, is no encoding
    }

    private static Optional<Disposition> disposition(RawText body) {
        FieldScanner field = new FieldScanner(body.octets());
        field.skipSpace();
        field.take('"');
        String type = field.token();
        field.take('"');
        return type.isEmpty() ? Optional.empty() : Optional.of(new Disposition(type, parameters(field)));
    }

    private static List<RawText> languages(RawText body) {
        List<RawText> tags = new ArrayList<>();
        FieldScanner field = new FieldScanner(body.octets());
        while (!field.atEnd()) {
            field.skipSpace();
            String tag = field.token();
            if (!tag.isEmpty()) {
                tags.add(new RawText(tag));
            }
            field.until(",");
            field.skip();
        }
        return tags;
    }

    /// RFC 2557 §4.2: white space in it comes from folding.
    private static RawText location(RawText body) {
        return new RawText(body.octets().replace(" ", "").replace("\t", ""));
    }

    private static List<Parameter> parameters(FieldScanner field) {
        List<Parameter> parameters = new ArrayList<>();
        while (!field.atEnd() && parameters.size() < MAX_PARAMETERS) {
            field.until(";");
            field.skip();
            field.skipSpace();
            String name = field.token();
            field.skipSpace();
            if (!name.isEmpty() && field.take('=')) {
                field.skipSpace();
                parameters.add(new Parameter(name, new RawText(value(field))));
            }
        }
        return parameters;
    }

    /// A quoted string, or all up to the next semicolon: many write names of files without the quotes they need.
    private static String value(FieldScanner field) {
        if (field.peek() == '"') {
            return field.quoted();
        }
        String value = field.until(";").strip();
        int comment = value.endsWith(")") ? value.indexOf('(') : -1;
        return comment < 0 ? value : value.substring(0, comment).strip(); // charset=us-ascii (Plain text)
    }
}
