import { expect } from 'vitest';
import type { RealProject } from './real-project.js';

const SPRING_POM = `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent>
    <groupId>org.springframework.boot</groupId>
    <artifactId>spring-boot-starter-parent</artifactId>
    <version>3.3.1</version>
  </parent>
  <groupId>com.example</groupId>
  <artifactId>demo</artifactId>
  <dependencies>
    <dependency>
      <groupId>org.springframework.boot</groupId>
      <artifactId>spring-boot-starter-web</artifactId>
    </dependency>
  </dependencies>
</project>
`;

export const JVM: readonly RealProject[] = [
  {
    files: {
      'pom.xml': SPRING_POM,
      mvnw: '',
      'src/main/java/Demo.java': '',
      'src/main/resources/application.properties': '',
    },
    expected: {
      id: 'spring-boot',
      language: 'java',
      evidence: ['pom.xml: dependency org.springframework.boot', 'src/main/resources/application.properties', 'mvnw'],
      commands: {
        install: ['./mvnw', '-B', 'dependency:go-offline'],
        build: ['./mvnw', '-B', 'package', '-DskipTests'],
        run: ['./mvnw', '-B', 'spring-boot:run'],
        test: ['./mvnw', '-B', 'test'],
      },
      ports: [8080],
    },
  },
  {
    files: {
      'build.gradle.kts':
        'plugins {\n    id("org.springframework.boot") version "3.3.1"\n    kotlin("jvm") version "1.9.24"\n}\n\ndependencies {\n    implementation("org.springframework.boot:spring-boot-starter-web")\n}\n',
      gradlew: '',
      'src/main/kotlin/Demo.kt': '',
    },
    expected: {
      id: 'spring-boot',
      language: 'kotlin',
      commands: {
        install: ['./gradlew', 'dependencies'],
        build: ['./gradlew', 'assemble'],
        run: ['./gradlew', 'bootRun'],
        test: ['./gradlew', 'test'],
      },
    },
  },
  {
    files: {
      'pom.xml':
        '<project>\n<dependencyManagement><dependencies><dependency><groupId>${quarkus.platform.group-id}</groupId></dependency></dependencies></dependencyManagement>\n<dependencies><dependency><groupId>io.quarkus</groupId><artifactId>quarkus-rest</artifactId></dependency></dependencies></project>',
    },
    expected: {
      id: 'quarkus',
      language: 'java',
      commands: expect.objectContaining({ run: ['mvn', '-B', 'quarkus:dev'] }),
      ports: [8080],
    },
  },
  {
    files: {
      'build.gradle.kts':
        'plugins {\n    kotlin("jvm") version "2.0.0"\n    id("io.ktor.plugin") version "2.3.12"\n    application\n}\n',
    },
    expected: {
      id: 'ktor',
      language: 'kotlin',
      commands: expect.objectContaining({ run: ['gradle', 'run'] }),
      ports: [8080],
    },
  },
  {
    files: {
      'pom.xml':
        '<project><dependencies><dependency><groupId>junit</groupId><scope>test</scope></dependency></dependencies></project>',
    },
    expected: {
      id: 'maven',
      language: 'java',
      commands: {
        install: ['mvn', '-B', 'dependency:go-offline'],
        build: ['mvn', '-B', 'package', '-DskipTests'],
        test: ['mvn', '-B', 'test'],
      },
    },
  },
  {
    files: {
      'build.gradle': "apply plugin: 'java'\napply plugin: 'application'\nmainClassName = 'App'\n",
      'settings.gradle': '',
    },
    expected: { id: 'gradle', language: 'java', commands: expect.objectContaining({ run: ['gradle', 'run'] }) },
  },
];
