import type { RealProject } from './real-project.js';

export const MANAGED: readonly RealProject[] = [
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
