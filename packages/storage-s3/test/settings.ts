export const BUCKET = 'carrel-files';
export const REGION = 'us-east-1';
/** Those of the documentation of the protocol. */
export const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
