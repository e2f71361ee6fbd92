package graft.database;

/**
 * What is done in the database once its clock was set: a time that was written before may lie hours
 * ahead now, and whoever waits for it would wait as long.
 *
 * @param statement of SQL, which takes nothing and bears to be repeated by every node
 */
public record AfterClockSet(String statement) {}
