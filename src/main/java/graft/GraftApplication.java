package graft;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class GraftApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(GraftApplication.class, arguments);
  }
}
