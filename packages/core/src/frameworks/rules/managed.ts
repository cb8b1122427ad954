import type { CommandSteps, FrameworkRule, Steps } from '../framework-rule.js';

const MAVEN_BUILD: Steps = [{ argv: ['{exec}', 'package', '-DskipTests'] }];
const GRADLE_BUILD: Steps = [{ argv: ['{exec}', 'assemble'] }];
const JVM: CommandSteps = {
  build: [
    ...MAVEN_BUILD.map((step) => ({ ...step, when: 'ecosystem:maven' })),
    ...GRADLE_BUILD.map((step) => ({ ...step, when: 'ecosystem:gradle' })),
  ],
  test: [{ argv: ['{exec}', 'test'] }],
};
const GRADLE_RUN: Steps = [{ when: 'application', argv: ['{exec}', 'run'] }];

const RUBY_TEST: Steps = [
  { when: 'dependency:rspec', argv: ['{exec}', 'rspec'] },
  { when: 'dependency:rspec-rails', argv: ['{exec}', 'rspec'] },
];
const RAKE_TEST: Steps = [{ when: 'file:Rakefile', argv: ['{exec}', 'rake', 'test'] }];

const PHP_TEST: Steps = [
  { script: 'test' },
  { when: 'dependency:phpunit/phpunit', argv: ['php', 'vendor/bin/phpunit'] },
];

const DOTNET: CommandSteps = {
  build: [{ argv: ['dotnet', 'build'] }],
  test: [{ when: 'dependency:Microsoft.NET.Test.Sdk', argv: ['dotnet', 'test'] }],
};
const DOTNET_RUN: Steps = [{ argv: ['dotnet', 'run'] }];

export const managedRules: readonly FrameworkRule[] = [
  {
    id: 'spring-boot',
    name: 'Spring Boot',
    ecosystems: ['maven', 'gradle'],
    anyDependency: ['org.springframework.boot'],
    files: ['src/main/resources/application.properties', 'src/main/resources/application.yml'],
    confidence: 0.9,
    commands: {
      ...JVM,
      run: [
        { when: 'ecosystem:maven', argv: ['{exec}', 'spring-boot:run'] },
        { when: 'ecosystem:gradle', argv: ['{exec}', 'bootRun'] },
      ],
    },
    ports: [8080],
  },
  {
    id: 'quarkus',
    name: 'Quarkus',
    ecosystems: ['maven', 'gradle'],
    anyDependency: ['io.quarkus', 'io.quarkus.platform'],
    confidence: 0.9,
    commands: {
      ...JVM,
      run: [
        { when: 'ecosystem:maven', argv: ['{exec}', 'quarkus:dev'] },
        { when: 'ecosystem:gradle', argv: ['{exec}', 'quarkusDev'] },
      ],
    },
    ports: [8080],
  },
  {
    id: 'ktor',
    name: 'Ktor',
    ecosystems: ['maven', 'gradle'],
    anyDependency: ['io.ktor.plugin', 'io.ktor'],
    confidence: 0.85,
    commands: { ...JVM, run: [{ when: 'dependency:io.ktor.plugin', argv: ['{exec}', 'run'] }, ...GRADLE_RUN] },
    ports: [8080],
  },
  {
    id: 'maven',
    name: 'Maven',
    ecosystems: ['maven'],
    plain: true,
    confidence: 0.6,
    commands: JVM,
    ports: [],
  },
  {
    id: 'gradle',
    name: 'Gradle',
    ecosystems: ['gradle'],
    plain: true,
    files: ['settings.gradle', 'settings.gradle.kts'],
    confidence: 0.6,
    commands: { ...JVM, run: GRADLE_RUN },
    ports: [],
  },
  {
    id: 'rails',
    name: 'Ruby on Rails',
    ecosystems: ['bundler'],
    anyDependency: ['rails', 'railties'],
    files: ['bin/rails', 'config/application.rb'],
    confidence: 0.9,
    commands: {
      run: [{ argv: ['{exec}', 'rails', 'server', '-b', '0.0.0.0'] }],
      test: [...RUBY_TEST, { argv: ['{exec}', 'rails', 'test'] }],
    },
    ports: [3000],
  },
  {
    id: 'sinatra',
    name: 'Sinatra',
    ecosystems: ['bundler'],
    anyDependency: ['sinatra'],
    confidence: 0.85,
    commands: {
      run: [
        ...['app.rb', 'main.rb'].map((file) => ({
          when: `file:${file}`,
          argv: ['{exec}', 'ruby', file, '-o', '0.0.0.0', '-p', '4567'],
        })),
        { when: 'file:config.ru', argv: ['{exec}', 'rackup', '-o', '0.0.0.0', '-p', '4567'] },
      ],
      test: [...RUBY_TEST, ...RAKE_TEST],
    },
    ports: [4567],
  },
  {
    id: 'ruby',
    name: 'Ruby (Bundler)',
    ecosystems: ['bundler'],
    plain: true,
    files: ['Gemfile.lock'],
    confidence: 0.6,
    commands: {
      run: ['main.rb', 'app.rb'].map((file) => ({ when: `file:${file}`, argv: ['{exec}', 'ruby', file] })),
      test: [...RUBY_TEST, ...RAKE_TEST],
    },
    ports: [],
  },
  {
    id: 'laravel',
    name: 'Laravel',
    ecosystems: ['composer'],
    anyDependency: ['laravel/framework'],
    files: ['artisan'],
    supersedes: ['symfony'],
    confidence: 0.9,
    commands: {
      run: [{ argv: ['php', 'artisan', 'serve', '--host=0.0.0.0', '--port=8000'] }],
      test: [{ script: 'test' }, { argv: ['php', 'artisan', 'test'] }],
    },
    ports: [8000],
  },
  {
    id: 'symfony',
    name: 'Symfony',
    ecosystems: ['composer'],
    anyDependency: ['symfony/framework-bundle', 'symfony/symfony'],
    files: ['bin/console', 'symfony.lock'],
    confidence: 0.9,
    commands: { run: [{ argv: ['php', '-S', '0.0.0.0:8000', '-t', 'public'] }], test: PHP_TEST },
    ports: [8000],
  },
  {
    id: 'composer',
    name: 'PHP (Composer)',
    ecosystems: ['composer'],
    plain: true,
    files: ['composer.lock'],
    confidence: 0.6,
    commands: { run: [{ script: 'start' }, { when: 'file:index.php', argv: ['php', 'index.php'] }], test: PHP_TEST },
    ports: [],
  },
  {
    id: 'aspnet',
    name: 'ASP.NET Core',
    ecosystems: ['dotnet'],
    anyFact: ['sdk:Microsoft.NET.Sdk.Web', 'dependency:Microsoft.AspNetCore.App'],
    files: ['appsettings.json'],
    confidence: 0.9,
    commands: { ...DOTNET, run: DOTNET_RUN },
    ports: [5000],
  },
  {
    id: 'dotnet-console',
    name: '.NET program',
    ecosystems: ['dotnet'],
    plain: true,
    anyFact: ['program'],
    confidence: 0.7,
    commands: { ...DOTNET, run: DOTNET_RUN },
    ports: [],
  },
  {
    id: 'dotnet-library',
    name: '.NET library',
    ecosystems: ['dotnet'],
    plain: true,
    confidence: 0.6,
    commands: DOTNET,
    ports: [],
  },
];
