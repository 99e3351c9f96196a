import { t } from '../language/index.js';

/** What the editor's own search says, by its English words; read when it is shown, so in the language of that moment. */
export const searchPhrases: Readonly<Record<string, string>> = {
  get Find() {
    return t('Find');
  },
  get Replace() {
    return t('Replace');
  },
  get next() {
    return t('next');
  },
  get previous() {
    return t('previous');
  },
  get all() {
    return t('all##matches');
  },
  get 'match case'() {
    return t('match case');
  },
  get regexp() {
    return t('regexp');
  },
  get 'by word'() {
    return t('by word');
  },
  get replace() {
    return t('replace');
  },
  get 'replace all'() {
    return t('replace all');
  },
  get close() {
    return t('close');
  },
  get 'current match'() {
    return t('current match');
  },
  get 'on line'() {
    return t('on line');
  },
  get 'replaced match on line $'() {
    return t('replaced match on line $');
  },
  get 'replaced $ matches'() {
    return t('replaced $ matches');
  },
  get 'folded code'() {
    return t('folded code');
  },
  get unfold() {
    return t('unfold');
  },
};
