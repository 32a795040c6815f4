package org.sekisho.doctor;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Collects what could not be read: one entry for each place and reason, however many files it concerns. Used by
/// one thread.
public final class UnreadPlaces {
    private static final String NOT_A_FOLDER = "not a folder";

    private record Place(String what, String why) {}

    private final Map<Place, Long> places = new LinkedHashMap<>();

    public void add(String what, IOException e) {
        places.merge(new Place(what, why(e)), 1L, Long::sum);
    }

    /// A folder that failed while its entries were read.
    public void add(String what, DirectoryIteratorException e) {
        add(what, Objects.requireNonNull(e.getCause(), "always has one"));
    }

    /// Never names a file: there may be millions.
    private static String why(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "not there";
            case NotDirectoryException _ -> NOT_A_FOLDER;
            case FileSystemException f
            when f.getReason() != null && f.getReason().equals("Not a directory") -> NOT_A_FOLDER;
            case FileSystemException f when f.getReason() != null -> Shown.of(f.getReason());
            case FileSystemException _ -> e.getClass().getSimpleName();
            default -> Shown.of(String.valueOf(e.getMessage()));
        };
    }

    public List<Unread> list() {
        return places.entrySet().stream()
                .map(each -> new Unread(each.getKey().what(), each.getKey().why(), each.getValue()))
                .toList();
    }
}
