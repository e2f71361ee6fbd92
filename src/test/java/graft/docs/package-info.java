/**
 * The pages below {@code docs} say what is true. What can be made from the code is made from it:
 * run the tests here, and {@code graft.ArchitecturePageTest}, with {@code -Dgraft.docs.write=true}.
 */
package graft.docs;
