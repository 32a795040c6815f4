package org.sekisho.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.admin.AdminException;
import org.sekisho.config.Machine;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsException;
import org.sekisho.config.SettingsReader;
import org.sekisho.events.LogSettings;
import org.sekisho.events.PrometheusCounters;
import org.sekisho.events.QueuedLog;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;

/// A server with its store and its log. Closing it once more does nothing.
final class RunningServer implements AutoCloseable {
    private final QueuedLog log;
    private final PrometheusCounters counters;
    private final Store store;
    private final Wiring wiring;
    private boolean closed;

    private RunningServer(QueuedLog log, PrometheusCounters counters, Store store, Wiring wiring) {
        this.log = log;
        this.counters = counters;
        this.store = store;
        this.wiring = wiring;
    }

    /// Opens everything; the listeners are bound, but nobody is served before [Wiring#start].
    /// @throws IOException a port or a file
    /// @throws org.sekisho.store.StorageException the store cannot be opened
    static RunningServer open(Path config) throws SettingsException, IOException, GeneralSecurityException {
        Settings settings = SettingsReader.read(config, Machine.inspect());
        makeFolder(settings.data());
        var log = new QueuedLog(logSettings(settings), InstantSource.system());
        var counters = new PrometheusCounters();
        Store store = null;
        try {
            store = RocksDbStore.open(store(settings), Options.defaults(), log, counters);
            var world = new Wiring.World(
                    store,
                    InstantSource.system(),
                    new SecureRandom(),
                    log,
                    counters,
                    () -> reread(config),
                    Optional.empty());
            return new RunningServer(log, counters, store, new Wiring(settings, world));
        } catch (IOException | GeneralSecurityException | SettingsException | RuntimeException e) {
            if (store != null) {
                store.close();
            }
            counters.close();
            log.close();
            throw e;
        }
    }

    static Path store(Settings settings) {
        return settings.data().resolve("store");
    }

    /// Nobody else may look into it, but the socket in it can be reached.
    static void makeFolder(Path data) throws IOException {
        try {
            Files.createDirectories(
                    data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    "the data folder " + data + " cannot be made: " + e.getFile() + " is not a folder", e);
        } catch (FileSystemException e) {
            String why = e.getReason() == null ? e.toString() : e.getReason();
            throw new IOException("the data folder " + data + " cannot be made: " + why, e);
        }
    }

    private static Settings reread(Path config) throws AdminException {
        try {
            return SettingsReader.read(config, Machine.inspect());
        } catch (SettingsException e) {
            throw new AdminException(AdminException.Kind.REFUSED, "the settings stay as they were: " + e.getMessage());
        }
    }

    static LogSettings logSettings(Settings settings) {
        var log = settings.log();
        LogSettings.Destination destination = log.file()
                .<LogSettings.Destination>map(
                        path -> new LogSettings.Destination.File(path, log.maxOctets(), log.keep()))
                .orElseGet(LogSettings.Destination.StandardError::new);
        var form = switch (log.format()) {
            case KV -> LogSettings.Form.TEXT;
            case JSON -> LogSettings.Form.JSON;
        };
        return new LogSettings(destination, form, log.level() == Settings.Log.Level.DEBUG, settings.timezone());
    }

    Wiring wiring() {
        return wiring;
    }

    /// `{"smtp": {"address": "127.0.0.1", "port": 10025}, …}`
    void writeEndpoints(Path file) throws IOException {
        var json = new ObjectMapper();
        ObjectNode all = json.createObjectNode();
        for (Endpoint endpoint : wiring.endpoints()) {
            all.putObject(endpoint.service().name().toLowerCase(Locale.ROOT))
                    .put("address", endpoint.address().getAddress().getHostAddress())
                    .put("port", endpoint.address().getPort());
        }
        json.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
    }

    /// From any thread; returns when it is closed, whoever began it.
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            wiring.close();
            store.close();
            counters.close();
            log.close();
        }
    }
}
