import { describe, expect, it } from 'vitest';
import { builtInLanguages } from '../languages/index.js';
import { frameworkRules } from './framework-rules.js';
import { detectFrameworks, type Detection, type ProjectFiles } from './index.js';

interface RealProject {
  readonly files: Readonly<Record<string, string>>;
  readonly expected: Partial<Detection> & Pick<Detection, 'id' | 'language'>;
}

function toProject(files: Readonly<Record<string, string>>): ProjectFiles {
  return { paths: Object.keys(files), read: (path) => files[path] };
}

function packageJson(content: object): string {
  return JSON.stringify({ name: 'app', version: '1.0.0', private: true, ...content }, null, 2);
}

function npm(run: string): Detection['commands'] {
  return { install: ['npm', 'install'], run: ['npm', 'run', run] };
}

const JAVASCRIPT: readonly RealProject[] = [
  {
    files: {
      'package.json': packageJson({
        scripts: { dev: 'next dev', build: 'next build', start: 'next start', lint: 'next lint' },
        dependencies: { next: '14.2.3', react: '^18', 'react-dom': '^18' },
        devDependencies: { typescript: '^5', '@types/node': '^20' },
      }),
      'package-lock.json': '{}',
      'tsconfig.json': '{}',
      'next.config.mjs': '',
      'app/page.tsx': '',
    },
    expected: {
      id: 'next',
      language: 'typescript',
      confidence: 0.94,
      evidence: ['package.json: dependency next', 'next.config.mjs', 'package-lock.json'],
      commands: { ...npm('dev'), build: ['npm', 'run', 'build'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        type: 'module',
        scripts: { build: 'nuxt build', dev: 'nuxt dev', generate: 'nuxt generate', postinstall: 'nuxt prepare' },
        dependencies: { nuxt: '^3.12.4', vue: 'latest', 'vue-router': 'latest' },
      }),
      'nuxt.config.ts': 'export default defineNuxtConfig({})',
    },
    expected: {
      id: 'nuxt',
      language: 'javascript',
      commands: { ...npm('dev'), build: ['npm', 'run', 'build'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { dev: 'vite dev', build: 'vite build', preview: 'vite preview' },
        devDependencies: { '@sveltejs/kit': '^2.0.0', svelte: '^4.2.7', vite: '^5.0.3', vitest: '^1' },
      }),
      'svelte.config.js': '',
      'vite.config.ts': '',
      'pnpm-lock.yaml': "lockfileVersion: '9.0'",
    },
    expected: {
      id: 'sveltekit',
      language: 'javascript',
      commands: {
        install: ['pnpm', 'install'],
        run: ['pnpm', 'run', 'dev'],
        build: ['pnpm', 'run', 'build'],
        test: ['pnpm', 'exec', 'vitest', 'run'],
      },
      ports: [5173],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { ng: 'ng', start: 'ng serve', build: 'ng build', test: 'ng test' },
        dependencies: {
          '@angular/core': '^17.3.0',
          '@angular/common': '^17.3.0',
          rxjs: '~7.8.0',
          'zone.js': '~0.14.3',
        },
        devDependencies: { '@angular/cli': '^17.3.0', typescript: '~5.4.2' },
      }),
      'angular.json': '{}',
      'tsconfig.json': '{}',
    },
    expected: {
      id: 'angular',
      language: 'typescript',
      commands: { ...npm('start'), build: ['npm', 'run', 'build'], test: ['npm', 'run', 'test'] },
      ports: [4200],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { build: 'nest build', start: 'nest start', 'start:dev': 'nest start --watch', test: 'jest' },
        dependencies: {
          '@nestjs/common': '^10',
          '@nestjs/core': '^10',
          '@nestjs/platform-express': '^10',
          express: '4',
        },
        devDependencies: { typescript: '^5.1.3', jest: '^29.5.0' },
      }),
      'nest-cli.json': '{}',
      'tsconfig.json': '{}',
    },
    expected: {
      id: 'nestjs',
      language: 'typescript',
      commands: { ...npm('start:dev'), build: ['npm', 'run', 'build'], test: ['npm', 'run', 'test'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        dependencies: { react: '^18.2.0', 'react-dom': '^18.2.0', 'react-scripts': '5.0.1', 'web-vitals': '^2.1.4' },
        scripts: { start: 'react-scripts start', build: 'react-scripts build', test: 'react-scripts test' },
      }),
      'public/index.html': '',
      'src/App.js': '',
    },
    expected: {
      id: 'create-react-app',
      language: 'javascript',
      commands: { ...npm('start'), build: ['npm', 'run', 'build'], test: ['npm', 'run', 'test'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        type: 'module',
        scripts: { dev: 'vite', build: 'tsc && vite build', preview: 'vite preview' },
        dependencies: { react: '^18.3.1', 'react-dom': '^18.3.1' },
        devDependencies: { '@vitejs/plugin-react': '^4.3.1', typescript: '^5.2.2', vite: '^5.3.4' },
      }),
      'vite.config.ts': '',
      'tsconfig.json': '{}',
    },
    expected: {
      id: 'react-vite',
      language: 'typescript',
      commands: { ...npm('dev'), build: ['npm', 'run', 'build'] },
      ports: [5173],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { dev: 'vite', build: 'vite build' },
        dependencies: { vue: '^3.4.29' },
        devDependencies: { '@vitejs/plugin-vue': '^5.0.5', vite: '^5.3.1' },
      }),
      'vite.config.js': '',
    },
    expected: {
      id: 'vue-vite',
      language: 'javascript',
      commands: { ...npm('dev'), build: ['npm', 'run', 'build'] },
      ports: [5173],
    },
  },
  {
    files: {
      'package.json': packageJson({
        devDependencies: { svelte: '^4.2.18', vite: '^5.3.4', '@sveltejs/vite-plugin-svelte': '^3' },
      }),
      'svelte.config.js': '',
    },
    expected: {
      id: 'svelte',
      language: 'javascript',
      commands: {
        install: ['npm', 'install'],
        run: ['npx', 'vite', '--host', '0.0.0.0'],
        build: ['npx', 'vite', 'build'],
      },
      ports: [5173],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { start: 'webpack serve', build: 'webpack' },
        dependencies: { react: '^18', 'react-dom': '^18' },
        devDependencies: { webpack: '^5', 'webpack-dev-server': '^5' },
      }),
    },
    expected: {
      id: 'react',
      language: 'javascript',
      commands: { ...npm('start'), build: ['npm', 'run', 'build'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        scripts: { serve: 'vue-cli-service serve', build: 'vue-cli-service build' },
        dependencies: { vue: '^2.6.14' },
        devDependencies: { '@vue/cli-service': '~5.0.0' },
      }),
      'vue.config.js': '',
    },
    expected: {
      id: 'vue',
      language: 'javascript',
      commands: { ...npm('serve'), build: ['npm', 'run', 'build'] },
      ports: [8080],
    },
  },
  {
    files: { 'package.json': packageJson({ dependencies: { express: '^4.19.2', cors: '2' } }), 'server.js': '' },
    expected: {
      id: 'express',
      language: 'javascript',
      evidence: ['package.json: dependency express'],
      commands: { install: ['npm', 'install'], run: ['node', 'server.js'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({
        dependencies: { fastify: '^4.28.1' },
        scripts: { dev: 'node --watch app.js', test: 'node --test' },
      }),
      'app.js': '',
    },
    expected: {
      id: 'fastify',
      language: 'javascript',
      commands: { ...npm('dev'), test: ['npm', 'run', 'test'] },
      ports: [3000],
    },
  },
  {
    files: {
      'package.json': packageJson({ devDependencies: { typescript: '^5.5.3' }, scripts: { test: 'vitest run' } }),
      'tsconfig.json': '{"compilerOptions": {"strict": true}}',
      'src/index.ts': '',
    },
    expected: {
      id: 'typescript',
      language: 'typescript',
      evidence: ['tsconfig.json'],
      commands: { install: ['npm', 'install'], build: ['npx', 'tsc'], test: ['npm', 'run', 'test'] },
      ports: [],
    },
  },
  {
    files: {
      'package.json': packageJson({ scripts: { start: 'node index.js' }, dependencies: { lodash: '^4' } }),
      'index.js': '',
    },
    expected: { id: 'node', language: 'javascript', evidence: ['package.json'], commands: npm('start'), ports: [] },
  },
  {
    files: {
      'deno.jsonc':
        '{\n  // Tasks of ours.\n  "tasks": { "dev": "deno run --watch main.ts" },\n  "imports": { "@std/assert": "jsr:@std/assert@1" }\n}\n',
      'main.ts': '',
    },
    expected: {
      id: 'deno',
      language: 'typescript',
      commands: { install: ['deno', 'install'], run: ['deno', 'task', 'dev'], test: ['deno', 'test'] },
    },
  },
];

const PYTHON: readonly RealProject[] = [
  {
    files: {
      'requirements.txt': 'Django>=5.0,<6\npsycopg[binary]==3.1.19\ngunicorn\n',
      'manage.py': '',
      'shop/settings.py': '',
    },
    expected: {
      id: 'django',
      language: 'python',
      confidence: 0.94,
      evidence: ['requirements.txt: dependency django', 'manage.py'],
      commands: {
        install: ['python3', '-m', 'pip', 'install', '-r', 'requirements.txt'],
        run: ['python3', 'manage.py', 'runserver', '0.0.0.0:8000'],
        test: ['python3', 'manage.py', 'test'],
      },
      ports: [8000],
    },
  },
  {
    files: {
      'pyproject.toml':
        '[tool.poetry]\nname = "api"\nversion = "0.1.0"\n\n[tool.poetry.dependencies]\npython = "^3.11"\nfastapi = "^0.111.0"\nuvicorn = {extras = ["standard"], version = "^0.30"}\n\n[tool.poetry.group.dev.dependencies]\npytest = "^8.2"\n\n[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n',
      'app/main.py': '',
    },
    expected: {
      id: 'fastapi',
      language: 'python',
      evidence: ['pyproject.toml: dependency fastapi', 'pyproject.toml: poetry'],
      commands: {
        install: ['poetry', 'install'],
        run: ['poetry', 'run', 'python3', '-m', 'uvicorn', 'app.main:app', '--host', '0.0.0.0', '--port', '8000'],
        test: ['poetry', 'run', 'python3', '-m', 'pytest'],
      },
      ports: [8000],
    },
  },
  {
    files: {
      'pyproject.toml':
        '[project]\nname = "site"\nversion = "0.1.0"\nrequires-python = ">=3.11"\ndependencies = [\n    # The web.\n    "flask>=3.0",  # and more\n    "sqlalchemy[asyncio]>=2",\n]\n\n[dependency-groups]\ndev = ["pytest>=8"]\n',
      'uv.lock': '',
      'app.py': '',
    },
    expected: {
      id: 'flask',
      language: 'python',
      commands: {
        install: ['uv', 'sync'],
        run: ['uv', 'run', 'python3', '-m', 'flask', '--app', 'app', 'run', '--host', '0.0.0.0', '--port', '5000'],
        test: ['uv', 'run', 'python3', '-m', 'pytest'],
      },
      ports: [5000],
    },
  },
  {
    files: { Pipfile: '[packages]\nflask = "*"\n\n[dev-packages]\npytest = "*"\n', 'wsgi.py': '' },
    expected: {
      id: 'flask',
      language: 'python',
      commands: expect.objectContaining({ install: ['pipenv', 'install', '--dev'] }),
    },
  },
  {
    files: {
      'setup.py': "from setuptools import setup\nsetup(name='a', install_requires=[\n  'Django>=4',\n])\n",
      'manage.py': '',
    },
    expected: {
      id: 'django',
      language: 'python',
      commands: expect.objectContaining({ install: ['python3', '-m', 'pip', 'install', '-e', '.'] }),
    },
  },
  {
    files: {
      'requirements.txt': 'numpy==1.26.4\npandas\n-e git+https://example.com/x.git#egg=x\n',
      'main.py': '',
      'conftest.py': '',
    },
    expected: {
      id: 'python',
      language: 'python',
      evidence: ['requirements.txt'],
      commands: {
        install: ['python3', '-m', 'pip', 'install', '-r', 'requirements.txt'],
        run: ['python3', 'main.py'],
        test: ['python3', '-m', 'pytest'],
      },
      ports: [],
    },
  },
];

function cargoToml(dependencies: string): string {
  return `[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${dependencies}\n`;
}

function goMod(path: string): string {
  return `module example.com/app\n\ngo 1.22\n\nrequire (\n\t${path} v1.2.3\n\tgithub.com/google/uuid v1.6.0\n)\n\nrequire golang.org/x/net v0.25.0 // indirect\n`;
}

const CARGO = {
  install: ['cargo', 'fetch'],
  build: ['cargo', 'build'],
  run: ['cargo', 'run'],
  test: ['cargo', 'test'],
};
const GO = {
  install: ['go', 'mod', 'download'],
  build: ['go', 'build', './...'],
  run: ['go', 'run', '.'],
  test: ['go', 'test', './...'],
};

const NATIVE: readonly RealProject[] = [
  {
    files: {
      'Cargo.toml': cargoToml('actix-web = "4"\nserde = { version = "1", features = ["derive"] }'),
      'src/main.rs': '',
    },
    expected: {
      id: 'actix',
      language: 'rust',
      evidence: ['Cargo.toml: dependency actix-web'],
      commands: CARGO,
      ports: [8080],
    },
  },
  {
    files: {
      'Cargo.toml': cargoToml('axum = { version = "0.7", features = [\n  "macros",\n] }\ntokio.version = "1"'),
      'src/main.rs': '',
    },
    expected: { id: 'axum', language: 'rust', commands: CARGO, ports: [3000] },
  },
  {
    files: {
      'Cargo.toml': `${cargoToml('')}\n[dependencies.rocket]\nversion = "0.5.1"\n`,
      'Rocket.toml': '',
      'src/main.rs': '',
    },
    expected: { id: 'rocket', language: 'rust', confidence: 0.94, commands: CARGO, ports: [8000] },
  },
  {
    files: { 'Cargo.toml': '[workspace]\nresolver = "2"\nmembers = [\n  "crates/*",\n]\n' },
    expected: {
      id: 'cargo-workspace',
      language: 'rust',
      evidence: ['Cargo.toml: workspace'],
      commands: {
        install: ['cargo', 'fetch'],
        build: ['cargo', 'build', '--workspace'],
        test: ['cargo', 'test', '--workspace'],
      },
    },
  },
  {
    files: { 'Cargo.toml': cargoToml('clap = "4"'), 'src/main.rs': '' },
    expected: { id: 'cargo-binary', language: 'rust', evidence: ['src/main.rs'], commands: CARGO, ports: [] },
  },
  {
    files: { 'Cargo.toml': `${cargoToml('')}\n[[bin]]\nname = "tool"\npath = "tool.rs"\n`, 'tool.rs': '' },
    expected: { id: 'cargo-binary', language: 'rust', evidence: ['Cargo.toml: bin'] },
  },
  {
    files: { 'Cargo.toml': cargoToml('serde = "1"'), 'src/lib.rs': '' },
    expected: {
      id: 'cargo-library',
      language: 'rust',
      commands: { install: ['cargo', 'fetch'], build: ['cargo', 'build'], test: ['cargo', 'test'] },
    },
  },
  {
    files: { 'go.mod': goMod('github.com/gin-gonic/gin'), 'main.go': '' },
    expected: { id: 'gin', language: 'go', commands: GO, ports: [8080] },
  },
  {
    files: { 'go.mod': goMod('github.com/labstack/echo/v4'), 'main.go': '' },
    expected: { id: 'echo', language: 'go', commands: GO, ports: [1323] },
  },
  {
    files: { 'go.mod': goMod('github.com/gofiber/fiber/v2'), 'cmd/server/main.go': '' },
    expected: { id: 'fiber', language: 'go', commands: { ...GO, run: ['go', 'run', './cmd/server'] }, ports: [3000] },
  },
  {
    files: { 'go.mod': 'module example.com/tool\n\ngo 1.22\n', 'main.go': '' },
    expected: { id: 'go-module', language: 'go', evidence: ['go.mod', 'main.go'], commands: GO, ports: [] },
  },
  {
    files: {
      'CMakeLists.txt':
        'cmake_minimum_required(VERSION 3.20)\nproject(app LANGUAGES CXX)\nadd_executable(app src/main.cpp)\nenable_testing()\nadd_test(NAME a COMMAND app)\n',
      'src/main.cpp': '',
      'src/util.c': '',
    },
    expected: {
      id: 'cmake',
      language: 'cpp',
      commands: {
        install: ['cmake', '-S', '.', '-B', 'build'],
        build: ['cmake', '--build', 'build'],
        test: ['ctest', '--test-dir', 'build'],
      },
    },
  },
  {
    files: {
      'meson.build': "project('app', 'c')\nexe = executable('app', 'main.c')\ntest('basic', exe)\n",
      'main.c': '',
    },
    expected: {
      id: 'meson',
      language: 'c',
      commands: {
        install: ['meson', 'setup', 'build'],
        build: ['meson', 'compile', '-C', 'build'],
        test: ['meson', 'test', '-C', 'build'],
      },
    },
  },
  {
    files: {
      Makefile: 'CC := gcc\nall: app\n\napp: main.c\n\t$(CC) -o $@ $<\n\ntest: app\n\t./app run: x\n',
      'main.c': '',
    },
    expected: { id: 'make', language: 'c', commands: { build: ['make', 'all'], test: ['make', 'test'] } },
  },
];

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

const JVM: readonly RealProject[] = [
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

const MANAGED: readonly RealProject[] = [
  {
    files: {
      Gemfile:
        "source 'https://rubygems.org'\nruby '3.1.2'\n\ngem 'rails', '~> 7.1'\ngem 'puma'\n\ngroup :development, :test do\n  gem 'rspec-rails'\nend\n",
      'bin/rails': '',
      'config/application.rb': '',
    },
    expected: {
      id: 'rails',
      language: 'ruby',
      commands: {
        install: ['bundle', 'install'],
        run: ['bundle', 'exec', 'rails', 'server', '-b', '0.0.0.0'],
        test: ['bundle', 'exec', 'rspec'],
      },
      ports: [3000],
    },
  },
  {
    files: { Gemfile: 'source "https://rubygems.org"\ngem "sinatra"\ngem("puma")\n', 'app.rb': '' },
    expected: {
      id: 'sinatra',
      language: 'ruby',
      commands: {
        install: ['bundle', 'install'],
        run: ['bundle', 'exec', 'ruby', 'app.rb', '-o', '0.0.0.0', '-p', '4567'],
      },
      ports: [4567],
    },
  },
  {
    files: { Gemfile: "source 'https://rubygems.org'\ngem 'rake'\n", 'Gemfile.lock': '', Rakefile: '' },
    expected: {
      id: 'ruby',
      language: 'ruby',
      commands: { install: ['bundle', 'install'], test: ['bundle', 'exec', 'rake', 'test'] },
    },
  },
  {
    files: {
      'composer.json': JSON.stringify({
        name: 'laravel/laravel',
        require: { php: '^8.2', 'laravel/framework': '^11.9', 'laravel/tinker': '^2.9' },
        'require-dev': { 'phpunit/phpunit': '^11.0.1' },
      }),
      artisan: '',
    },
    expected: {
      id: 'laravel',
      language: 'php',
      commands: {
        install: ['composer', 'install'],
        run: ['php', 'artisan', 'serve', '--host=0.0.0.0', '--port=8000'],
        test: ['php', 'artisan', 'test'],
      },
      ports: [8000],
    },
  },
  {
    files: {
      'composer.json': JSON.stringify({
        require: { 'symfony/framework-bundle': '7.1.*', 'symfony/console': '7.1.*' },
        'require-dev': { 'phpunit/phpunit': '^9.5' },
      }),
      'bin/console': '',
      'symfony.lock': '',
    },
    expected: {
      id: 'symfony',
      language: 'php',
      confidence: 0.98,
      commands: {
        install: ['composer', 'install'],
        run: ['php', '-S', '0.0.0.0:8000', '-t', 'public'],
        test: ['php', 'vendor/bin/phpunit'],
      },
      ports: [8000],
    },
  },
  {
    files: { 'composer.json': JSON.stringify({ require: { 'monolog/monolog': '^3' }, scripts: { test: 'pest' } }) },
    expected: {
      id: 'composer',
      language: 'php',
      commands: { install: ['composer', 'install'], test: ['composer', 'run-script', 'test'] },
    },
  },
  {
    files: {
      'Web.csproj':
        '<Project Sdk="Microsoft.NET.Sdk.Web">\n  <PropertyGroup>\n    <TargetFramework>net8.0</TargetFramework>\n  </PropertyGroup>\n  <ItemGroup>\n    <PackageReference Include="Swashbuckle.AspNetCore" Version="6.4.0" />\n  </ItemGroup>\n</Project>\n',
      'appsettings.json': '{}',
      'Program.cs': '',
    },
    expected: {
      id: 'aspnet',
      language: 'csharp',
      evidence: ['Web.csproj: sdk:Microsoft.NET.Sdk.Web', 'appsettings.json'],
      commands: { install: ['dotnet', 'restore'], build: ['dotnet', 'build'], run: ['dotnet', 'run'] },
      ports: [5000],
    },
  },
  {
    files: {
      'App.csproj':
        '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType></PropertyGroup></Project>',
    },
    expected: {
      id: 'dotnet-console',
      language: 'csharp',
      commands: { install: ['dotnet', 'restore'], build: ['dotnet', 'build'], run: ['dotnet', 'run'] },
    },
  },
  {
    files: {
      'Lib.Tests.csproj':
        '<Project Sdk="Microsoft.NET.Sdk">\n<ItemGroup>\n<PackageReference Include="Microsoft.NET.Test.Sdk" Version="17.8.0" />\n</ItemGroup></Project>',
    },
    expected: {
      id: 'dotnet-library',
      language: 'csharp',
      commands: { install: ['dotnet', 'restore'], build: ['dotnet', 'build'], test: ['dotnet', 'test'] },
    },
  },
];

const PROJECTS = [...JAVASCRIPT, ...PYTHON, ...NATIVE, ...JVM, ...MANAGED].map((project) => ({
  ...project,
  name: `${project.expected.id} by ${Object.keys(project.files).join(', ')}`,
}));

describe('every framework', () => {
  it.each(PROJECTS)('$name', ({ files, expected }) => {
    const [best, ...others] = detectFrameworks(toProject(files));

    expect(others).toEqual([]);
    expect(best).toMatchObject(expected);
    expect(best?.commands).toEqual(expected.commands ?? expect.anything());
    expect(best?.confidence).toBeGreaterThanOrEqual(0.5);
    expect(best?.evidence).not.toEqual([]);
  });

  it('is proven by a project', () => {
    const proven = new Set(PROJECTS.map(({ expected }) => expected.id));

    expect(frameworkRules.map(({ id }) => id).filter((id) => !proven.has(id))).toEqual([]);
  });

  it('has an id of its own and takes the place of known ones only', () => {
    const known = frameworkRules.map(({ id }) => id);

    expect(new Set(known).size).toBe(known.length);
    expect(frameworkRules.flatMap(({ supersedes }) => supersedes ?? []).filter((id) => !known.includes(id))).toEqual(
      [],
    );
    expect(known.length).toBeGreaterThanOrEqual(22);
  });

  it('is of a language of the catalogue', () => {
    const languages = new Set(builtInLanguages.map(({ id }) => id));

    for (const { files } of PROJECTS)
      for (const { language } of detectFrameworks(toProject(files))) expect(languages).toContain(language);
  });

  it('that the catalogue names for a language is known, where its manifest is', () => {
    const known = frameworkRules.map(({ id }) => id);
    const named = builtInLanguages
      .filter(({ id }) => !['perl', 'r'].includes(id))
      .flatMap(({ frameworks }) => frameworks);

    expect(named.filter((id) => !known.includes(id))).toEqual([]);
  });
});
