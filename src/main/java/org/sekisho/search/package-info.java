/// Finds and orders messages: SEARCH in texts (RFC 9051 §6.4.4), SORT and THREAD (RFC 5256).
@NullMarked
package org.sekisho.search;

import org.jspecify.annotations.NullMarked;
