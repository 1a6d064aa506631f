/**
 * {@code logtail tokens} and its commands, a class each over {@code TokenCall}; {@code TokenStore} is where they work: a running
 * daemon, or the directory of a stopped one. One thread. Read {@link logtail.cli.admin.tokens.TokensCommand} first.
 */
@NullMarked
package logtail.cli.admin.tokens;

import org.jspecify.annotations.NullMarked;
