package org.sekisho.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Posts a notice as JSON. Follows no redirect: what the administrator has named is asked, and nothing else.
final class WebHook implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int FIRST_GOOD = 200;
    private static final int FIRST_REDIRECT = 300;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int FIRST_SERVER_ERROR = 500;

    private final ObjectMapper json = new ObjectMapper();
    private @Nullable HttpClient client; // has a thread: made when somebody is to be told

    private synchronized HttpClient client() {
        HttpClient made = client;
        if (made == null) {
            made = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
            client = made;
        }
        return made;
    }

    Outcome tell(URI uri, Notice notice, Duration timeout) throws InterruptedException {
        HttpRequest request;
        try {
            request = HttpRequest.newBuilder(uri)
                    .timeout(timeout)
                    .header("Content-Type", "application/json")
                    .header("User-Agent", "sekisho")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(notice.fields())))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // texts and a number
        }
        // the timeout of the request ends with the headers: a body may come for ever
        CompletableFuture<HttpResponse<Void>> answer =
                client().sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            return outcome(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException _) {
            return new Outcome.Later("no answer in " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            return e.getCause() instanceof IOException why
                    ? new Outcome.Later(String.valueOf(why))
                    : new Outcome.Failed(String.valueOf(e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }

    private static Outcome outcome(int status) {
        if (status >= FIRST_GOOD && status < FIRST_REDIRECT) {
            return new Outcome.Told();
        }
        String why = "HTTP status " + status;
        return status == TIMEOUT || status == TOO_MANY || status >= FIRST_SERVER_ERROR
                ? new Outcome.Later(why)
                : new Outcome.Failed(why);
    }
}
