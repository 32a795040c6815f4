/// Structured log lines, counters, and the id of the session at work.
@NullMarked
package org.sekisho.events;

import org.jspecify.annotations.NullMarked;
