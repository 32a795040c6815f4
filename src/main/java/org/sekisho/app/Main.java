package org.sekisho.app;

/// The one entry point of every command.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.out.println("sekisho");
    }
}
