import type { Ecosystem } from '../ecosystem.js';
import { readBuildGradle } from '../manifests/build-gradle.js';
import { readPomXml } from '../manifests/pom-xml.js';

const LANGUAGES: Ecosystem['languages'] = [
  { id: 'kotlin', fact: 'dependency:org.jetbrains.kotlin' },
  { id: 'kotlin', fact: 'dependency:org.jetbrains.kotlin.jvm' },
  { id: 'java', fact: 'ext:.java' },
  { id: 'kotlin', fact: 'ext:.kt' },
  { id: 'java' },
];

export const maven: Ecosystem = {
  id: 'maven',
  manifests: { 'pom.xml': readPomXml },
  languages: LANGUAGES,
  tools: [
    {
      id: 'mvnw',
      markers: ['mvnw'],
      install: [{ argv: ['./mvnw', '-B', 'dependency:go-offline'] }],
      exec: ['./mvnw', '-B'],
    },
    { id: 'mvn', markers: [], install: [{ argv: ['mvn', '-B', 'dependency:go-offline'] }], exec: ['mvn', '-B'] },
  ],
};

export const gradle: Ecosystem = {
  id: 'gradle',
  manifests: { 'build.gradle': readBuildGradle, 'build.gradle.kts': readBuildGradle },
  languages: LANGUAGES,
  tools: [
    { id: 'gradlew', markers: ['gradlew'], install: [{ argv: ['./gradlew', 'dependencies'] }], exec: ['./gradlew'] },
    { id: 'gradle', markers: [], install: [{ argv: ['gradle', 'dependencies'] }], exec: ['gradle'] },
  ],
};
