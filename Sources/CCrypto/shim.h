// The four things folio asks of OpenSSL's libcrypto, each in one call that either does all of it or fails.
#ifndef FOLIO_CCRYPTO_H
#define FOLIO_CCRYPTO_H
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stddef.h>
#include <stdint.h>

/// Fills with bytes nobody can guess; 1, or 0 where the system has none.
static inline int ccrypto_random(uint8_t *bytes, size_t count) { return RAND_bytes(bytes, (int)count) == 1; }

/// Overwrites, and is not optimised away.
static inline void ccrypto_cleanse(void *bytes, size_t count) { OPENSSL_cleanse(bytes, count); }

/// A SHA-256 that has hashed nothing yet; NULL without memory.
static inline EVP_MD_CTX *ccrypto_sha256_new(void) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL) return NULL;
    if (EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1) return context;
    EVP_MD_CTX_free(context);
    return NULL;
}

/// One that has hashed the same; NULL without memory.
static inline EVP_MD_CTX *ccrypto_sha256_copy(const EVP_MD_CTX *other) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (context == NULL) return NULL;
    if (EVP_MD_CTX_copy_ex(context, other) == 1) return context;
    EVP_MD_CTX_free(context);
    return NULL;
}

static inline int ccrypto_sha256_update(EVP_MD_CTX *context, const void *bytes, size_t count) {
    return EVP_DigestUpdate(context, bytes, count) == 1;
}

/// Writes the 32 bytes; the context hashes nothing more.
static inline int ccrypto_sha256_finish(EVP_MD_CTX *context, uint8_t *digest) {
    return EVP_DigestFinal_ex(context, digest, NULL) == 1;
}

/// Hashes few bytes at once: writes the 32 bytes.
static inline int ccrypto_sha256(const void *bytes, size_t count, uint8_t *digest) {
    return EVP_Digest(bytes, count, digest, NULL, EVP_sha256(), NULL) == 1;
}

static inline void ccrypto_sha256_free(EVP_MD_CTX *context) { EVP_MD_CTX_free(context); }

/// HMAC-SHA-256: writes 32 bytes.
static inline int ccrypto_hmac(const uint8_t *key, size_t key_count, const uint8_t *bytes, size_t count,
                               uint8_t *code) {
    return HMAC(EVP_sha256(), key, (int)key_count, bytes, count, code, NULL) != NULL;
}

/// AES-256-GCM, 12-byte nonce, 16-byte tag: writes `count` bytes and the tag.
static inline int ccrypto_seal(const uint8_t *key, const uint8_t *nonce, const uint8_t *context, size_t context_count,
                               const uint8_t *plain, size_t count, uint8_t *sealed, uint8_t *tag) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int written = 0, ok = cipher != NULL && EVP_EncryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce) == 1
        && EVP_EncryptUpdate(cipher, NULL, &written, context, (int)context_count) == 1
        && EVP_EncryptUpdate(cipher, sealed, &written, plain, (int)count) == 1
        && EVP_EncryptFinal_ex(cipher, sealed + written, &written) == 1
        && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, 16, tag) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return ok;
}

/// The way back: 1 only where key, nonce, context, bytes and tag all belong together.
static inline int ccrypto_open(const uint8_t *key, const uint8_t *nonce, const uint8_t *context, size_t context_count,
                               const uint8_t *sealed, size_t count, const uint8_t *tag, uint8_t *plain) {
    EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
    int written = 0, ok = cipher != NULL && EVP_DecryptInit_ex(cipher, EVP_aes_256_gcm(), NULL, key, nonce) == 1
        && EVP_DecryptUpdate(cipher, NULL, &written, context, (int)context_count) == 1
        && EVP_DecryptUpdate(cipher, plain, &written, sealed, (int)count) == 1
        && EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, 16, (void *)tag) == 1
        && EVP_DecryptFinal_ex(cipher, plain + written, &written) == 1;
    EVP_CIPHER_CTX_free(cipher);
    return ok;
}
#endif
