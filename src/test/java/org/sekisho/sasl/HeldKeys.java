package org.sekisho.sasl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keys of a few users, made from passwords: what a directory would answer.
final class HeldKeys implements Keys {
    static final int ITERATIONS = 4096;

    private final byte[] salt = "salt of sixteen!".getBytes(StandardCharsets.UTF_8);
    private final Map<String, Map<String, String>> passwords = new LinkedHashMap<>();

    HeldKeys with(String user, String credential, String password) {
        passwords.computeIfAbsent(user, _ -> new LinkedHashMap<>()).put(credential, password);
        return this;
    }

    @Override
    public Answer<ScramKeys> scram(String user) {
        List<ScramKey> keys = new ArrayList<>();
        passwords
                .getOrDefault(user, Map.of())
                .forEach((credential, password) -> keys.add(Scram.derive(credential, password, salt, ITERATIONS)));
        return new Answer.Found<>(new ScramKeys(salt, ITERATIONS, keys));
    }

    @Override
    public Answer<List<CramKey>> cramMd5(String user) {
        List<CramKey> keys = new ArrayList<>();
        passwords
                .getOrDefault(user, Map.of())
                .forEach((credential, password) ->
                        keys.add(new CramKey(credential, HmacMd5.of(password.getBytes(StandardCharsets.UTF_8)))));
        return new Answer.Found<>(keys);
    }
}
