#!/usr/bin/env node
// In the repository, so that npm finds it when it links commands, before anything is built.
import '../dist/cli.js';
