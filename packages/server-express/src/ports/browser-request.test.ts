import { describe, expect, it } from 'vitest';
import type { RequestHeaders } from '../http/http-request.js';
import { asksForPage, isOwnRequest } from './browser-request.js';

const ORIGIN = 'https://3000-a.ports.example.com';
const SIBLING = 'https://8080-b.ports.example.com';
const HTML = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
const going = { accept: HTML, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' };

describe('a request for a page', () => {
  it.each<[string, RequestHeaders]>([
    ['that goes there', going],
    ['in a frame', { ...going, 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' }],
    ['that says little', { accept: 'text/html' }],
    ['with a space', { accept: '*/*, TEXT/HTML;q=0.1' }],
  ])('is one of a browser %s', (_what, headers) => {
    expect(asksForPage({ method: 'GET', headers })).toBe(true);
  });

  it.each<[string, string, RequestHeaders]>([
    ['with another method', 'POST', going],
    ['for the head alone', 'HEAD', going],
    ['of a script', 'GET', { ...going, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['for a picture', 'GET', { ...going, 'sec-fetch-dest': 'image' }],
    ['for whatever there is', 'GET', { accept: '*/*' }],
    ['for something alike', 'GET', { accept: 'text/html5' }],
    ['that says nothing', 'GET', {}],
    ['that looks ahead', 'GET', { ...going, 'sec-purpose': 'prefetch;prerender' }],
    ['that looks ahead in older words', 'GET', { ...going, purpose: 'prefetch' }],
    ['for a preview', 'GET', { ...going, 'x-purpose': 'preview' }],
  ])('is none %s', (_what, method, headers) => {
    expect(asksForPage({ method, headers })).toBe(false);
  });
});

describe('a request with a cookie', () => {
  it.each<[string, string, RequestHeaders]>([
    ['of a page of the port', 'POST', { origin: ORIGIN, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['of a picture of the port', 'GET', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' }],
    ['of somebody who typed it', 'GET', going],
    ['by a link of another port', 'GET', { ...going, 'sec-fetch-site': 'same-site' }],
    ['in a frame of another site', 'GET', { ...going, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }],
    ['without TLS, of the port', 'POST', { origin: ORIGIN }],
    ['without TLS, that reads', 'GET', {}],
  ])('counts %s', (_what, method, headers) => {
    expect(isOwnRequest({ method, headers }, ORIGIN)).toBe(true);
  });

  it.each<[string, string, RequestHeaders]>([
    ['of a form of another port', 'POST', { ...going, origin: SIBLING, 'sec-fetch-site': 'same-site' }],
    ['of a form that hides where it is', 'POST', { ...going, 'sec-fetch-site': 'same-site' }],
    ['of a sandbox', 'POST', { ...going, origin: 'null', 'sec-fetch-site': 'cross-site' }],
    [
      'of a script of another port',
      'GET',
      { origin: SIBLING, 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
    ],
    ['of a picture of another port', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    ['of a script of another site', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['of an object of another port', 'GET', { ...going, 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'object' }],
    ['of an origin that contradicts', 'GET', { origin: SIBLING, 'sec-fetch-site': 'same-origin' }],
    ['of another port of the host', 'GET', { origin: `${ORIGIN}:8443` }],
    ['without TLS, of another port', 'GET', { origin: SIBLING }],
    ['without TLS, that changes something and says nothing', 'DELETE', {}],
  ])('does not count %s', (_what, method, headers) => {
    expect(isOwnRequest({ method, headers }, ORIGIN)).toBe(false);
  });
});
